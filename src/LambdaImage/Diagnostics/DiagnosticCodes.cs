namespace LambdaImage.Diagnostics;

/// <summary>
/// Every error and warning of the package. 1xxx: the engine; 2xxx: the project's input; 3xxx: the build itself;
/// 4xxx: layer downloads and credentials; 5xxx: lint.
/// </summary>
public static class DiagnosticCodes
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
    public static readonly DiagnosticDescriptor EngineRefused = new("LAMBDAIMAGE1005", "The engine refused a request");

    /// <summary>The connection to the engine broke in the middle of a request.</summary>
    public static readonly DiagnosticDescriptor ConnectionLost = new("LAMBDAIMAGE1006", "The connection to the engine was lost");

    /// <summary>The base image is for another architecture than the one asked for.</summary>
    public static readonly DiagnosticDescriptor BaseArchitectureMismatch =
        new("LAMBDAIMAGE1007", "The base image has another architecture");

    /// <summary>The runtime identifier is not one of Lambda's.</summary>
    public static readonly DiagnosticDescriptor InvalidRuntime = new("LAMBDAIMAGE2001", "The Lambda runtime is invalid");

    /// <summary>The architecture is not one of Lambda's, or the runtime does not exist for it.</summary>
    public static readonly DiagnosticDescriptor InvalidArchitecture = new("LAMBDAIMAGE2002", "The architecture is invalid");

    /// <summary>An image name is not a valid reference.</summary>
    public static readonly DiagnosticDescriptor InvalidReference = new("LAMBDAIMAGE2003", "The image reference is invalid");

    /// <summary>A property has a value outside its list.</summary>
    public static readonly DiagnosticDescriptor InvalidPropertyValue = new("LAMBDAIMAGE2004", "The property value is invalid");

    /// <summary>The package type is <c>Image</c> and no base image is given.</summary>
    public static readonly DiagnosticDescriptor BaseImageRequired = new("LAMBDAIMAGE2005", "A base image is required");

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

    /// <summary>A step of the Dockerfile failed in the engine.</summary>
    public static readonly DiagnosticDescriptor BuildStepFailed = new("LAMBDAIMAGE3001", "The engine could not build the image");

    /// <summary>A file was not the same when it was sent as when it was planned.</summary>
    public static readonly DiagnosticDescriptor FileChanged = new("LAMBDAIMAGE3002", "A file changed while the image was built");

    /// <summary>The engine reported no error, and the image is not there or is not ours.</summary>
    public static readonly DiagnosticDescriptor ImageMissing = new("LAMBDAIMAGE3003", "The engine built no image");

    /// <summary>The Dockerfile can't be written below <c>obj/</c>.</summary>
    public static readonly DiagnosticDescriptor WorkFolderNotWritable = new("LAMBDAIMAGE3005", "The Dockerfile can't be written");
}
