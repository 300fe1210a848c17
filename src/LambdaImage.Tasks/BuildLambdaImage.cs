using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Lambda;
using LambdaImage.LayerVersions;
using LambdaImage.Pipeline;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using Microsoft.Build.Framework;

namespace LambdaImage.Tasks;

/// <summary>Builds a Lambda container image. Each parameter is what the targets file passes: the property of like name.</summary>
[MSBuildMultiThreadableTask]
public sealed class BuildLambdaImage : EngineTask
{
    private readonly Lazy<StageTargets> _stages;
    private readonly Lazy<LogProgress> _progress;
    private readonly Task<NameClaims?> _claims;

    /// <summary>Makes the task.</summary>
    public BuildLambdaImage()
    {
        _stages = new(() => new(BuildEngine));
        _progress = new(() => new(Log, ProjectFile, ShowStages ? _stages.Value : null));
        _claims = new(Claims, TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The project's name.</summary>
    [Required]
    public string ProjectName { get; set; } = string.Empty;

    /// <summary>The target framework, in a project with several; else empty.</summary>
    public string Framework { get; set; } = string.Empty;

    /// <summary>The project that makes an id for a build, as a full path; empty if this MSBuild can't be asked.</summary>
    public string BuildIdProject { get; set; } = string.Empty;

    /// <summary>How many processes the build can use: the property <c>MSBuildNodeCount</c>.</summary>
    public string NodeCount { get; set; } = string.Empty;

    /// <summary>The folder under <c>obj/</c> for the Dockerfile and the remembered hashes, as a full path.</summary>
    [Required]
    public string WorkFolder { get; set; } = string.Empty;

    /// <summary>The user's folder for what projects share: the locks of builds.</summary>
    [Required]
    public string CacheFolder { get; set; } = string.Empty;

    /// <summary>The Lambda layers, in order: folders, zips and ARNs of layer versions. Each <c>LambdaLayer</c> item with its metadata.</summary>
    public ITaskItem[] Layers { get; set; } = [];

    /// <summary>Labels of the image; the value is the metadata <c>Value</c>.</summary>
    public ITaskItem[] Labels { get; set; } = [];

    /// <summary>Environment variables of the image; the value is the metadata <c>Value</c>.</summary>
    public ITaskItem[] EnvironmentVariables { get; set; } = [];

    /// <summary>Lambda's runtime identifier.</summary>
    public string Runtime { get; set; } = string.Empty;

    /// <summary>Whether the runtime's preview image is the base.</summary>
    public string RuntimePreview { get; set; } = string.Empty;

    /// <summary><c>x86_64</c> or <c>arm64</c>.</summary>
    public string Architecture { get; set; } = string.Empty;

    /// <summary><c>Zip</c> or <c>Image</c>.</summary>
    public string PackageType { get; set; } = string.Empty;

    /// <summary>The base image; empty to take the runtime's.</summary>
    public string BaseImage { get; set; } = string.Empty;

    /// <summary>The registry and path of the runtimes' base images.</summary>
    public string BaseImageRegistry { get; set; } = string.Empty;

    /// <summary>The image's command.</summary>
    public string Handler { get; set; } = string.Empty;

    /// <summary>Whether the publish output is put into the image.</summary>
    public string IncludeFunction { get; set; } = string.Empty;

    /// <summary>The publish folder, as a full path.</summary>
    public string PublishFolder { get; set; } = string.Empty;

    /// <summary>The files that this publish put there. Metadata: <c>RelativePath</c>, the name below the publish folder.</summary>
    public ITaskItem[] FunctionFiles { get; set; } = [];

    /// <summary>The name of the function's assembly.</summary>
    public string AssemblyName { get; set; } = string.Empty;

    /// <summary>The image's repository.</summary>
    public string Repository { get; set; } = string.Empty;

    /// <summary>The image's tags.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>Further tags of the image.</summary>
    public string[] FurtherTags { get; set; } = [];

    /// <summary><c>Missing</c>, <c>IfNewer</c>, <c>Always</c> or <c>Never</c>.</summary>
    public string PullPolicy { get; set; } = string.Empty;

    /// <summary>Whether to build even if the image is up to date.</summary>
    public string ForceBuild { get; set; } = string.Empty;

    /// <summary>How the image is made.</summary>
    public string Strategy { get; set; } = string.Empty;

    /// <summary><c>Auto</c>, <c>Always</c> or <c>Never</c>: whether the runtime interface emulator is added.</summary>
    public string Rie { get; set; } = string.Empty;

    /// <summary>The emulator, or the folder that holds it, as a full path.</summary>
    public string RiePath { get; set; } = string.Empty;

    /// <summary>The folder for downloaded layers, as a full path; empty to keep them in the work folder.</summary>
    public string LayerCacheFolder { get; set; } = string.Empty;

    /// <summary>The lock file for layer versions, as a full path; empty to keep it in the work folder.</summary>
    public string LayerLockFile { get; set; } = string.Empty;

    /// <summary>Whether to download layer versions even if the cache has them.</summary>
    public string LayerForceDownload { get; set; } = string.Empty;

    /// <summary>The address of Lambda's API; empty for that of each layer version's region.</summary>
    public string LayerEndpoint { get; set; } = string.Empty;

    /// <summary>The environment variable <c>AWS_CA_BUNDLE</c>.</summary>
    public string CertificateBundle { get; set; } = string.Empty;

    /// <summary>The project's version.</summary>
    public string Version { get; set; } = string.Empty;

    /// <summary>The commit that the project is built from, if known.</summary>
    public string SourceRevision { get; set; } = string.Empty;

    /// <summary>When the image says that it was made.</summary>
    public string Created { get; set; } = string.Empty;

    /// <summary>What git said when it was asked for the commit's time.</summary>
    public string SourceRevisionTime { get; set; } = string.Empty;

    /// <summary>The environment variable <c>SOURCE_DATE_EPOCH</c>.</summary>
    public string SourceDateEpoch { get; set; } = string.Empty;

    /// <summary>Whether targets are run that show how much is sent; hosts of tasks outside of MSBuild's process can't.</summary>
    public bool ShowStages { get; set; }

    /// <summary>The image's first name, <c>repository:tag</c>.</summary>
    [Output]
    public string ImageName { get; private set; } = string.Empty;

    /// <summary>The image's id.</summary>
    [Output]
    public string ImageId { get; private set; } = string.Empty;

    /// <summary>The image's content fingerprint.</summary>
    [Output]
    public string Fingerprint { get; private set; } = string.Empty;

    /// <summary>The image as an item, its facts as metadata.</summary>
    [Output]
    public ITaskItem[] GeneratedImages { get; private set; } = [];

    /// <inheritdoc/>
    private protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellationToken)
    {
        var (settings, versions, waits) = (Settings, LayerVersions(), new Waits(_progress.Value));

        // Connecting, which sends nothing, takes as long as reading what the project asks for.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connecting = System.Threading.Tasks.Task.Run(() => EngineConnector.ConnectAsync(settings, waits, stop.Token), stop.Token);
        var identifying = System.Threading.Tasks.Task.Run(() => Identity, stop.Token);
        ImageResult image;
        try
        {
            // Items tell full paths by the current folder, which MSBuild changes while it builds another project. So they are read on its thread,
            // before WaitFor has it build one.
            var inputs = Inputs();
            var builder = new ImageBuilder(_ => connecting, WorkFolder, CacheFolder, _progress.Value, versions, waits, _claims);
            inputs = inputs with { ProjectId = await identifying.ConfigureAwait(false) };
            image = await System.Threading.Tasks.Task.Run(
                () => builder.BuildAsync(ImageSpecReader.Read(inputs), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((System.Threading.Tasks.Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting.IsCompletedSuccessfully)
            {
                (await connecting.ConfigureAwait(false)).Dispose();
            }
        }

        ImageName = image.Name.ToString();
        ImageId = image.Id;
        Fingerprint = image.Fingerprint;
        GeneratedImages = [ImageItem.Of(image)];

        // The terminal logger shows a message of this form as the project's result.
        Log.LogMessage(MessageImportance.High, $"{ProjectName} -> {image.Name}{(image.Skipped ? " (up to date)" : string.Empty)}");
    }

    /// <inheritdoc/>
    private protected override void WaitFor(System.Threading.Tasks.Task work)
    {
        // MSBuild can be asked on this thread alone.
        _claims.RunSynchronously(TaskScheduler.Default);
        if (ShowStages)
        {
            _stages.Value.RunUntilEnd(work);
        }
    }

    private ImageInputs Inputs() => new()
    {
        Project = ProjectName,
        Runtime = Runtime,
        RuntimePreview = RuntimePreview,
        Architecture = Architecture,
        PackageType = PackageType,
        BaseImage = BaseImage,
        BaseImageRegistry = BaseImageRegistry,
        Handler = Handler,
        Repository = Repository,
        Tags = Tags,
        FurtherTags = FurtherTags,
        PullPolicy = PullPolicy,
        ForceBuild = ForceBuild,
        Strategy = Strategy,
        Rie = Rie,
        RiePath = RiePath,
        IncludeFunction = IncludeFunction,
        PublishFolder = PublishFolder,
        FunctionFiles = [.. FunctionFiles.Select(FunctionFile)],
        AssemblyName = AssemblyName,
        Version = Version,
        SourceRevision = SourceRevision,
        Created = Created,
        SourceRevisionTime = SourceRevisionTime,
        SourceDateEpoch = SourceDateEpoch,
        Layers = [.. Layers.Select(item => new LayerInput(Source(item), ItemOrigin.Of("LambdaLayer", item))
        {
            Name = item.GetMetadata("Name"),
            FileMode = item.GetMetadata("FileMode"),
            DirectoryMode = item.GetMetadata("DirectoryMode"),
            KeepDesktopFiles = item.GetMetadata("KeepDesktopFiles"),
            ExternalLinks = item.GetMetadata("ExternalLinks"),
        })],
        Labels = [.. Labels.Select(item => ItemOrigin.NamedValue("LambdaImageLabel", item))],
        Environment = [.. EnvironmentVariables.Select(item => ItemOrigin.NamedValue("LambdaEnvironmentVariable", item))],
    };

    private FunctionFile FunctionFile(ITaskItem item)
    {
        var source = item.GetMetadata("FullPath");
        var path = item.GetMetadata("RelativePath");
        if (path.Length == 0)
        {
            path = Path.GetRelativePath(PublishFolder, source);
            path = path.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(path) ? Path.GetFileName(source) : path;
        }

        return Specification.FunctionFile.Of(source, path);
    }

    private NameClaims? Claims()
    {
        if (BuildScope.IdOf(BuildEngine, BuildIdProject, NodeCount) is not { } buildId)
        {
            return null;
        }

        var claims = new NameClaims(CacheFolder, buildId, Framework.Length > 0 ? $"{ProjectFile} for {Framework}" : ProjectFile, WorkFolder, _progress.Value);
        BuildScope.ForgetAtEnd(BuildEngine, buildId, claims);
        return claims;
    }

    // MSBuild would make a path of an ARN.
    private static string Source(ITaskItem item) => LayerVersionArn.IsArn(item.ItemSpec) ? item.ItemSpec : item.GetMetadata("FullPath");

    private LayerVersionSettings LayerVersions() => new()
    {
        CacheFolder = LayerCacheFolder.Length > 0 ? LayerCacheFolder : Path.Combine(WorkFolder, "layers"),
        LockFile = LayerLockFile.Length > 0 ? LayerLockFile : Path.Combine(WorkFolder, "lambda-layers.lock.json"),
        ForceDownload = InputValues.Flag("LambdaLayerForceDownload", LayerForceDownload, otherwise: false),
        // It can come from an environment variable that is meant for other tools, and counts only where Lambda may be asked.
        Endpoint = Layers.Any(layer => LayerVersionArn.IsArn(layer.ItemSpec)) ? InputValues.LambdaEndpoint(LayerEndpoint) : null,
        CertificateBundle = CertificateBundle,
        CredentialTimeout = CredentialLimit,
    };
}
