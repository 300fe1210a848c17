namespace LambdaImage.Diagnostics;

/// <summary>
/// Every error and warning of the package. 1xxx: the engine; 2xxx: the project's input; 3xxx: the build itself;
/// 4xxx: layer downloads and credentials; 5xxx: lint.
/// </summary>
public static partial class DiagnosticCodes
{
    /// <summary>None of the endpoints tried answered.</summary>
    public static readonly DiagnosticDescriptor NoEngine = new("LAMBDAIMAGE1001", "No container engine is reachable");

    /// <summary>The engine's endpoint can't be used as written, or the Docker context that names it can't be read.</summary>
    public static readonly DiagnosticDescriptor InvalidEndpoint = new("LAMBDAIMAGE1002", "The engine endpoint is invalid");

    /// <summary>The base image is neither on the engine nor in its registry.</summary>
    public static readonly DiagnosticDescriptor BaseImageNotFound = new("LAMBDAIMAGE1003", "The base image was not found");

    /// <summary>The base image exists or may exist, but the engine could not pull it.</summary>
    public static readonly DiagnosticDescriptor PullFailed = new("LAMBDAIMAGE1004", "The base image could not be pulled");

    /// <summary>The engine answered a request with an error status.</summary>
    public static readonly DiagnosticDescriptor EngineError = new("LAMBDAIMAGE1005", "The engine refused a request");

    /// <summary>The connection to the engine broke in the middle of a request.</summary>
    public static readonly DiagnosticDescriptor ConnectionLost = new("LAMBDAIMAGE1006", "The connection to the engine was lost");

    /// <summary>The base image is for another architecture than the one asked for.</summary>
    public static readonly DiagnosticDescriptor BaseArchitectureMismatch =
        new("LAMBDAIMAGE1007", "The base image has another architecture");

    /// <summary>The registry gives the base image only to users who are logged in.</summary>
    public static readonly DiagnosticDescriptor RegistryUnauthorized = new("LAMBDAIMAGE1008", "The registry wants a login");

    /// <summary>The registry does not accept the login that was sent, or does not allow it the base image.</summary>
    public static readonly DiagnosticDescriptor RegistryForbidden = new("LAMBDAIMAGE1009", "The registry refused the login");

    /// <summary>The registry has had too many requests.</summary>
    public static readonly DiagnosticDescriptor RegistryRateLimited = new("LAMBDAIMAGE1010", "The registry limits requests");

    /// <summary>The engine does not reach the registry.</summary>
    public static readonly DiagnosticDescriptor RegistryUnreachable = new("LAMBDAIMAGE1011", "The registry is not reachable");

    /// <summary>A warning: neither the engine nor the build could ask the registry whether it has a newer base image.</summary>
    public static readonly DiagnosticDescriptor RegistryNotAsked =
        new("LAMBDAIMAGE1012", "The registry could not be asked for a newer base image");

    /// <summary>An image is used by a container or another image. A warning while pruning.</summary>
    public static readonly DiagnosticDescriptor ImageInUse = new("LAMBDAIMAGE1013", "The image is in use");

    /// <summary>The engine does not say which architecture the base image is for.</summary>
    public static readonly DiagnosticDescriptor BaseArchitectureUnknown =
        new("LAMBDAIMAGE1014", "The base image names no architecture");

    /// <summary>The engine has a base image for several platforms in part, and can't build on that part.</summary>
    public static readonly DiagnosticDescriptor BaseImageInParts =
        new("LAMBDAIMAGE1015", "The engine has only a part of the base image");

    /// <summary>The engine sent nothing and accepted nothing for longer than it may be silent.</summary>
    public static readonly DiagnosticDescriptor EngineTimeout = new("LAMBDAIMAGE1017", "The engine does not respond");

    /// <summary>A credential helper did not end in the time that it has.</summary>
    public static readonly DiagnosticDescriptor CredentialTimeout = new("LAMBDAIMAGE1018", "The credential helper does not respond");

    /// <summary>A part of the engine's response is larger than any engine sends.</summary>
    public static readonly DiagnosticDescriptor ResponseTooLarge = new("LAMBDAIMAGE1019", "The engine's response is too large");

    /// <summary>A registry did not take the image.</summary>
    public static readonly DiagnosticDescriptor PushFailed = new("LAMBDAIMAGE1020", "The image could not be pushed");

    /// <summary>What a registry sent or says that it took has another digest.</summary>
    public static readonly DiagnosticDescriptor RegistryContentMismatch = new("LAMBDAIMAGE1021", "The registry sent other content than it was asked for");

    /// <summary>A base in a registry or an archive has parts that can't be used.</summary>
    public static readonly DiagnosticDescriptor UnsupportedBase = new("LAMBDAIMAGE1022", "The base image is of an unsupported kind");

    /// <summary>A registry has no repository of the name, and makes none.</summary>
    public static readonly DiagnosticDescriptor RepositoryNotFound = new("LAMBDAIMAGE1023", "The repository does not exist");

    /// <summary>The file is no archive of an image, or is damaged.</summary>
    public static readonly DiagnosticDescriptor InvalidBaseArchive = new("LAMBDAIMAGE1024", "The archive of the base image can't be used");

    /// <summary>The runtime identifier is not one of Lambda's.</summary>
    public static readonly DiagnosticDescriptor InvalidRuntime = new("LAMBDAIMAGE2001", "The Lambda runtime is invalid");

    /// <summary>The architecture is not one of Lambda's, or the runtime does not exist for it.</summary>
    public static readonly DiagnosticDescriptor InvalidArchitecture = new("LAMBDAIMAGE2002", "The architecture is invalid");

    /// <summary>An image name is not a valid reference.</summary>
    public static readonly DiagnosticDescriptor InvalidReference = new("LAMBDAIMAGE2003", "The image reference is invalid");

    /// <summary>A property has a value outside its list.</summary>
    public static readonly DiagnosticDescriptor InvalidPropertyValue = new("LAMBDAIMAGE2004", "The property value is invalid");

    /// <summary>The function is included and no handler is known.</summary>
    public static readonly DiagnosticDescriptor HandlerRequired = new("LAMBDAIMAGE2006", "A handler is required");

    /// <summary>A layer's folder or file does not exist.</summary>
    public static readonly DiagnosticDescriptor LayerNotFound = new("LAMBDAIMAGE2007", "The layer does not exist");

    /// <summary>A layer holds no entry.</summary>
    public static readonly DiagnosticDescriptor LayerEmpty = new("LAMBDAIMAGE2008", "The layer is empty");

    /// <summary>A layer is of a kind that can't be read.</summary>
    public static readonly DiagnosticDescriptor UnsupportedLayer = new("LAMBDAIMAGE2009", "The layer is of an unsupported kind");

    /// <summary>A zip layer can't be read to its end, or its content does not match its checksums.</summary>
    public static readonly DiagnosticDescriptor CorruptZip = new("LAMBDAIMAGE2010", "The zip layer is corrupt");

    /// <summary>A zip layer holds an entry that would end outside the layer, or more data than its size allows.</summary>
    public static readonly DiagnosticDescriptor UnsafeZipEntry = new("LAMBDAIMAGE2011", "The zip layer holds an unsafe entry");

    /// <summary>A link leaves its layer and its target can't be put in its place.</summary>
    public static readonly DiagnosticDescriptor EscapingLink = new("LAMBDAIMAGE2012", "A link leads out of the layer");

    /// <summary>A file's name can't be put into an image layer.</summary>
    public static readonly DiagnosticDescriptor InvalidEntryName = new("LAMBDAIMAGE2013", "A file name can't be used in an image");

    /// <summary>A file or folder can't be opened or read.</summary>
    public static readonly DiagnosticDescriptor UnreadableFile = new("LAMBDAIMAGE2014", "A file can't be read");

    /// <summary><c>FileMode</c> or <c>DirectoryMode</c> is not an octal mode.</summary>
    public static readonly DiagnosticDescriptor InvalidMode = new("LAMBDAIMAGE2015", "The file mode is invalid");

    /// <summary>The runtime interface emulator is not where <c>LambdaRiePath</c> says.</summary>
    public static readonly DiagnosticDescriptor EmulatorNotFound =
        new("LAMBDAIMAGE2016", "The runtime interface emulator was not found");

    /// <summary>A label or environment variable has a name or value that an image can't hold.</summary>
    public static readonly DiagnosticDescriptor InvalidLabelOrVariable =
        new("LAMBDAIMAGE2017", "A label or environment variable is invalid");

    /// <summary>The publish output lacks what the base image starts.</summary>
    public static readonly DiagnosticDescriptor FunctionNotRunnable =
        new("LAMBDAIMAGE2018", "The publish output can't be run by the base image");

    /// <summary>The project's target framework has no Lambda runtime.</summary>
    public static readonly DiagnosticDescriptor RuntimeUnknown =
        new("LAMBDAIMAGE2019", "The Lambda runtime can't be derived from the project");

    /// <summary>The running MSBuild can't load tasks made for .NET.</summary>
    public static readonly DiagnosticDescriptor UnsupportedMSBuild =
        new("LAMBDAIMAGE2020", "This MSBuild can't run the package's tasks");

    /// <summary>A program made for one platform is to be published, and the project names no platform.</summary>
    public static readonly DiagnosticDescriptor RuntimeIdentifierRequired =
        new("LAMBDAIMAGE2021", "A runtime identifier is required");

    /// <summary>The project is self-contained for <c>dotnet publish</c> alone, and is built.</summary>
    public static readonly DiagnosticDescriptor PublishOnly =
        new("LAMBDAIMAGE2023", "A setting holds for dotnet publish alone");

    /// <summary>The emulator is not a Linux program of the image's architecture.</summary>
    public static readonly DiagnosticDescriptor EmulatorNotRunnable =
        new("LAMBDAIMAGE2022", "The runtime interface emulator is for another architecture");

    /// <summary>Links out of a layer lead to more files than are copied.</summary>
    public static readonly DiagnosticDescriptor TooManyLinkedFiles =
        new("LAMBDAIMAGE2024", "Links out of a layer lead to too many files");

    /// <summary>A zip layer is encrypted, split, or compressed with a method other than deflate.</summary>
    public static readonly DiagnosticDescriptor UnsupportedZip =
        new("LAMBDAIMAGE2027", "The zip layer can't be read");

    /// <summary>A zip layer holds two files, or a file and a folder, of the same name.</summary>
    public static readonly DiagnosticDescriptor NamedTwice =
        new("LAMBDAIMAGE2028", "The zip layer names a file twice");

    /// <summary>Two projects of one build, or two target frameworks of one project, give their images the same name.</summary>
    public static readonly DiagnosticDescriptor NameClaimedTwice =
        new("LAMBDAIMAGE2029", "Two images of one build have the same name");

    /// <summary>The function is put into the image, and publishing the project makes nothing.</summary>
    public static readonly DiagnosticDescriptor NotPublished = new("LAMBDAIMAGE2030", "The project is not published");

    /// <summary>The image is to have the time of its commit, and git does not tell it.</summary>
    public static readonly DiagnosticDescriptor CommitTimeUnknown =
        new("LAMBDAIMAGE2034", "The time of the commit is not known");

    /// <summary>The function's runtime identifier is for another system than Lambda's.</summary>
    public static readonly DiagnosticDescriptor ForeignPlatform =
        new("LAMBDAIMAGE2035", "The function is made for another system");

    /// <summary>A layer is to go to a place that no layer can go to.</summary>
    public static readonly DiagnosticDescriptor InvalidDestination =
        new("LAMBDAIMAGE2036", "The layer's destination can't be used");

    /// <summary>The SDK's properties name a platform that Lambda does not have.</summary>
    public static readonly DiagnosticDescriptor ForeignContainer = new("LAMBDAIMAGE2040", "The container is for a platform that Lambda does not have");

    /// <summary>Targets of another package have replaced <c>PublishContainer</c>.</summary>
    public static readonly DiagnosticDescriptor ContainerTargetReplaced = new("LAMBDAIMAGE2041", "Something else defines PublishContainer");

    /// <summary><c>aws-lambda-tools-defaults.json</c> is not JSON, or a setting in it has another type than it should have.</summary>
    public static readonly DiagnosticDescriptor UnreadableToolsDefaults = new("LAMBDAIMAGE2042", "The defaults file of the Lambda tools can't be read");

    /// <summary>A setting in <c>aws-lambda-tools-defaults.json</c> is wrong.</summary>
    public static readonly DiagnosticDescriptor InvalidToolsSetting = new("LAMBDAIMAGE2043", "A setting of the defaults file is wrong");

    /// <summary>A pattern of what stays out of a layer can match nothing in it.</summary>
    public static readonly DiagnosticDescriptor InvalidPattern = new("LAMBDAIMAGE2045", "The pattern is invalid");

    /// <summary>A step of the Dockerfile failed in the engine.</summary>
    public static readonly DiagnosticDescriptor BuildStepFailed = new("LAMBDAIMAGE3001", "The engine could not build the image");

    /// <summary>A file was not the same when it was sent as when it was planned.</summary>
    public static readonly DiagnosticDescriptor FileChanged = new("LAMBDAIMAGE3002", "A file changed while the image was built");

    /// <summary>The engine reported no error, and the image is not there or is not ours.</summary>
    public static readonly DiagnosticDescriptor ImageMissing = new("LAMBDAIMAGE3003", "The engine built no image");

    /// <summary>The image was built, and for another architecture than the one asked for.</summary>
    public static readonly DiagnosticDescriptor ImageArchitectureMismatch =
        new("LAMBDAIMAGE3004", "The image has another architecture");

    /// <summary>The Dockerfile or the emulator can't be written below <c>obj/</c>.</summary>
    public static readonly DiagnosticDescriptor WorkFolderNotWritable = new("LAMBDAIMAGE3005", "A file under obj/ can't be written");

    /// <summary>The engine loaded an image and lacks some of its content.</summary>
    public static readonly DiagnosticDescriptor ImageIncomplete = new("LAMBDAIMAGE3007", "The engine loaded the image without all of its layers");

    /// <summary>The image would have more layers than the engine takes.</summary>
    public static readonly DiagnosticDescriptor ImageTooDeep = new("LAMBDAIMAGE3008", "The image has too many layers");

    /// <summary>The file that the image goes to can't be written.</summary>
    public static readonly DiagnosticDescriptor ArchiveNotWritable = new("LAMBDAIMAGE3009", "The archive can't be written");

    /// <summary>The cache for blobs can't be written.</summary>
    public static readonly DiagnosticDescriptor BlobCacheNotWritable = new("LAMBDAIMAGE3010", "A part of the image can't be stored");

    /// <summary>A <c>LambdaLayer</c> starts as an ARN does, and is not the ARN of a layer version.</summary>
    public static readonly DiagnosticDescriptor InvalidLayerVersionArn =
        new("LAMBDAIMAGE4001", "The layer version ARN is invalid");

    /// <summary>None of the places that AWS tools look in holds credentials that can be used.</summary>
    public static readonly DiagnosticDescriptor NoAwsCredentials = new("LAMBDAIMAGE4002", "No AWS credentials were found");

    /// <summary>Lambda does not know the credentials, or they have expired.</summary>
    public static readonly DiagnosticDescriptor AwsCredentialsRejected =
        new("LAMBDAIMAGE4003", "The AWS credentials were rejected");

    /// <summary>The credentials are good, and may not read the layer version.</summary>
    public static readonly DiagnosticDescriptor LayerAccessDenied =
        new("LAMBDAIMAGE4004", "Access to the layer version was denied");

    /// <summary>Lambda has no such layer version.</summary>
    public static readonly DiagnosticDescriptor LayerVersionNotFound = new("LAMBDAIMAGE4005", "The layer version was not found");

    /// <summary>Lambda kept on answering that there are too many requests.</summary>
    public static readonly DiagnosticDescriptor LambdaThrottled = new("LAMBDAIMAGE4006", "Lambda throttles the requests");

    /// <summary>Lambda or the download was not reached, or the connection broke: network, proxy or TLS.</summary>
    public static readonly DiagnosticDescriptor LayerDownloadUnreachable =
        new("LAMBDAIMAGE4007", "The layer download was not reached");

    /// <summary>Lambda or the download answered with an error, or with something that is not a response of theirs.</summary>
    public static readonly DiagnosticDescriptor LayerDownloadError = new("LAMBDAIMAGE4008", "The layer download was refused");

    /// <summary>What was downloaded is not what Lambda says the layer version holds.</summary>
    public static readonly DiagnosticDescriptor LayerContentMismatch =
        new("LAMBDAIMAGE4009", "The downloaded layer does not match its hash");

    /// <summary>Lambda says that the layer version holds something else than the lock file pins.</summary>
    public static readonly DiagnosticDescriptor LayerVersionChanged =
        new("LAMBDAIMAGE4010", "The layer version differs from the lock file");

    /// <summary><c>lambda-layers.lock.json</c> is not as it was written.</summary>
    public static readonly DiagnosticDescriptor InvalidLayerLock = new("LAMBDAIMAGE4011", "The layer lock file is damaged");

    /// <summary>The folder for downloaded layers can't be written.</summary>
    public static readonly DiagnosticDescriptor LayerCacheUnusable = new("LAMBDAIMAGE4012", "The layer cache can't be written");

    /// <summary><c>lambda-layers.lock.json</c> can't be read or written.</summary>
    public static readonly DiagnosticDescriptor LayerLockUnusable =
        new("LAMBDAIMAGE4013", "The layer lock file can't be read or written");
}
