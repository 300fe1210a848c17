namespace LambdaImage.Diagnostics;

/// <content>The warnings.</content>
public static partial class DiagnosticCodes
{
    /// <summary>A warning: Lambda takes five layers at most.</summary>
    public static readonly DiagnosticDescriptor TooManyLayers = new("LAMBDAIMAGE5001", "There are more than five layers");

    /// <summary>A warning: Lambda takes 250 MB at most.</summary>
    public static readonly DiagnosticDescriptor TooLarge = new("LAMBDAIMAGE5002", "Function and layers are over 250 MB");

    /// <summary>A warning: Lambda can't start a file that it would start.</summary>
    public static readonly DiagnosticDescriptor NotExecutable = new("LAMBDAIMAGE5003", "A file that Lambda starts is not executable");

    /// <summary>A warning: a script's lines end as on Windows, so that Linux does not find its interpreter.</summary>
    public static readonly DiagnosticDescriptor WindowsLineEnds = new("LAMBDAIMAGE5004", "A script that Lambda starts has Windows line ends");

    /// <summary>A warning: a program or library is for another architecture than the image.</summary>
    public static readonly DiagnosticDescriptor ForeignBinary = new("LAMBDAIMAGE5005", "A binary is for another architecture");

    /// <summary>A warning: all of a zip is in one folder, which Lambda will not look into.</summary>
    public static readonly DiagnosticDescriptor NestedRoot = new("LAMBDAIMAGE5006", "A zip layer has one folder too many");

    /// <summary>A warning: a layer replaces a file of an earlier one by another.</summary>
    public static readonly DiagnosticDescriptor FileReplaced = new("LAMBDAIMAGE5007", "A layer replaces a file of an earlier layer");

    /// <summary>A warning: a copy of what a link leads to outside the layer is in the image.</summary>
    public static readonly DiagnosticDescriptor ExternalLink = new("LAMBDAIMAGE5008", "A file from outside the layer is copied");

    /// <summary>A warning: others could have written into the cache folder.</summary>
    public static readonly DiagnosticDescriptor UntrustedCacheFolder = new("LAMBDAIMAGE5009", "A cache folder is not used");

    /// <summary>A warning: a name is written in a form that Linux doesn't look it up under.</summary>
    public static readonly DiagnosticDescriptor DecomposedName = new("LAMBDAIMAGE5010", "A file name is in decomposed Unicode form");

    /// <summary>A warning: a zip layer holds nothing but another zip.</summary>
    public static readonly DiagnosticDescriptor ZipInZip = new("LAMBDAIMAGE5012", "A zip layer holds only another zip");

    /// <summary>A warning: another project's image has the name that this build gives to its own.</summary>
    public static readonly DiagnosticDescriptor NameTaken = new("LAMBDAIMAGE5014", "The name is taken from an image of another project");

    /// <summary>A warning: the publish folder and the image differ, because something else than publishing wrote the folder.</summary>
    public static readonly DiagnosticDescriptor ForeignPublishOutput =
        new("LAMBDAIMAGE5015", "The publish folder holds other files than the image");

    /// <summary>A file or folder that only its owner can read.</summary>
    public static readonly DiagnosticDescriptor NotReadable = new("LAMBDAIMAGE5016", "Lambda can't read a file");

    /// <summary>Lambda loads no larger image.</summary>
    public static readonly DiagnosticDescriptor TooLargeForLambda = new("LAMBDAIMAGE5017", "The image is over 10 GiB");

    /// <summary>A layer of the base has a file before its folder.</summary>
    public static readonly DiagnosticDescriptor MissingParent = new("LAMBDAIMAGE5018", "A file of the base has no folder");

    /// <summary>Nothing says that the project makes an image.</summary>
    public static readonly DiagnosticDescriptor NothingToBuild = new("LAMBDAIMAGE5019", "The project makes no image");

    /// <summary>There is a handler, and the image holds nothing of the project.</summary>
    public static readonly DiagnosticDescriptor FunctionLeftOut = new("LAMBDAIMAGE5020", "The image holds no function");

    /// <summary>The runtime is newer than the table.</summary>
    public static readonly DiagnosticDescriptor UnknownRuntime = new("LAMBDAIMAGE5021", "The runtime is not known yet");

    /// <summary>.NET will look for ICU, and nothing brings it.</summary>
    public static readonly DiagnosticDescriptor MissingIcu = new("LAMBDAIMAGE5022", "The function has no ICU");

    /// <summary>The wrapper script is missing, or not executable.</summary>
    public static readonly DiagnosticDescriptor WrapperNotRunnable = new("LAMBDAIMAGE5023", "The wrapper script can't be started");

    /// <summary>Metadata of an item has a name that means nothing, or is missing.</summary>
    public static readonly DiagnosticDescriptor MisspelledMetadata = new("LAMBDAIMAGE5024", "Metadata is misspelled or missing");

    /// <summary>The function has no assembly, type or method that the handler names.</summary>
    public static readonly DiagnosticDescriptor HandlerNotFound = new("LAMBDAIMAGE5025", "The handler is not in the function");

    /// <summary>A pattern of a layer item matches no file, so there is no such layer.</summary>
    public static readonly DiagnosticDescriptor PatternWithoutLayers = new("LAMBDAIMAGE5026", "A pattern for layers matches nothing");

    /// <summary>A property or item is called nearly as one of the package's, and nobody uses it.</summary>
    public static readonly DiagnosticDescriptor MisspelledName = new("LAMBDAIMAGE5027", "A property or item is misspelled");

    /// <summary>A program has nothing that asks Lambda for events.</summary>
    public static readonly DiagnosticDescriptor NoRuntimeClient = new("LAMBDAIMAGE5028", "The program has no Lambda runtime client");

    /// <summary>MSBuild takes the attribute <c>Exclude</c> for whole items, and not for what a layer holds.</summary>
    public static readonly DiagnosticDescriptor ExcludeAttribute = new("LAMBDAIMAGE5029", "The attribute Exclude leaves out whole layers");

    /// <summary>A warning: the base is one of Microsoft's, in which nothing starts the function.</summary>
    public static readonly DiagnosticDescriptor ContainerBaseStartsNothing = new("LAMBDAIMAGE5032", "Nothing in the base image starts the function");

    /// <summary>A warning: the runtime of <c>aws-lambda-tools-defaults.json</c> is older than the project's framework.</summary>
    public static readonly DiagnosticDescriptor ToolsRuntimeTooOld = new("LAMBDAIMAGE5033", "The runtime of the defaults file is too old");

    /// <summary>A program or library needs a newer glibc than the base image has.</summary>
    public static readonly DiagnosticDescriptor NewerGlibc = new("LAMBDAIMAGE5037", "A binary needs a newer glibc");

    /// <summary>A program names a loader, or a library a C library, that the base image does not have.</summary>
    public static readonly DiagnosticDescriptor MissingLoader = new("LAMBDAIMAGE5038", "A binary's loader is not in the base image");

    /// <summary>A program or script of the function is not executable.</summary>
    public static readonly DiagnosticDescriptor ProgramNotExecutable = new("LAMBDAIMAGE5039", "A program of the function is not executable");

    /// <summary>A single-file program writes to a folder when it starts, and is not told of one that Lambda lets it write to.</summary>
    public static readonly DiagnosticDescriptor NoPlaceToExtract = new("LAMBDAIMAGE5040", "A single file can't extract itself");

    /// <summary>Lambda has deprecated the runtime, or will soon.</summary>
    public static readonly DiagnosticDescriptor DeprecatedRuntime = new("LAMBDAIMAGE5041", "The runtime is deprecated");
}
