using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Lambda;
using LambdaImage.LayerVersions;
using LambdaImage.Pipeline;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Specification.Reading.ToolsDefaults;
using Microsoft.Build.Framework;

namespace LambdaImage.Tasks;

/// <summary>Builds a Lambda container image.</summary>
[MSBuildMultiThreadableTask]
public sealed class BuildLambdaImage : EngineTask
{
    private static readonly string[] LayerMetadata = ["Name", "Destination", "FileMode", "DirectoryMode", "KeepDesktopFiles", "Exclude", "ExternalLinks"];
    private static readonly string[] PairMetadata = ["Value"];

    private readonly Lazy<StageTargets> _stages;
    private readonly Lazy<LogProgress> _progress;
    private readonly Task<NameClaims?> _claims;

    /// <summary>Makes the task.</summary>
    public BuildLambdaImage()
    {
        _stages = new(() => new(BuildEngine));
        _progress = new(() => new(Log, Documents, ShowStages ? _stages.Value : null));
        _claims = new(Claims, TaskCreationOptions.RunContinuationsAsynchronously);
    }

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

    /// <summary>Labels of the SDK's container; they count with <c>LambdaImageReplaceSdkContainer</c>, and labels of ours come before them.</summary>
    public ITaskItem[] ContainerLabels { get; set; } = [];

    /// <summary>Environment variables of the SDK's container, which count as its labels do.</summary>
    public ITaskItem[] ContainerVariables { get; set; } = [];

    /// <summary>The file <c>aws-lambda-tools-defaults.json</c> as a full path; empty if it is not read.</summary>
    public string ToolsDefaults { get; set; } = string.Empty;

    /// <summary>
    /// The files that this publish put into the publish folder. Metadata: <c>RelativePath</c>, the name below the publish folder, and what the SDK says
    /// of their origin.
    /// </summary>
    public ITaskItem[] FunctionFiles { get; set; } = [];

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
        var defaults = ToolsDefaults.Length == 0 ? null : LambdaToolsDefaultsReader.Read(ToolsDefaults);
        var asksLambda = Layers.Any(layer => LayerVersionArn.IsArn(layer.ItemSpec)) || defaults?.LayerArns.Count > 0;
        var (settings, waits) = (Settings, new Waits(_progress.Value));
        var versions = LayerVersionSettings.Read(Project, Path.GetDirectoryName(ProjectFile)!, WorkFolder, asksLambda);

        // Connecting, which sends nothing, takes as long as reading what the project asks for.
        var asksEngine = DestinationReader.Read(Project).Load;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connecting = !asksEngine ? null : System.Threading.Tasks.Task.Run(() => EngineConnector.ConnectAsync(settings, waits, stop.Token), stop.Token);
        var identifying = System.Threading.Tasks.Task.Run(() => Identity, stop.Token);
        ImageInputs? inputs = null;
        var checking = System.Threading.Tasks.Task.CompletedTask;
        ImageResult image;
        try
        {
            // Items tell full paths by the current folder, which MSBuild changes while it builds another project. So they are read on its thread,
            // before WaitFor has it build one.
            inputs = AddDefaults(Inputs(), defaults);
            CheckMetadata();
            checking = System.Threading.Tasks.Task.Run(() => ProjectCheck.Run(Log, Documents, [.. inputs.Layers.Select(layer => layer.Path)]), stop.Token);
            var builder = new ImageBuilder(
                _ => connecting!,
                WorkFolder,
                CacheFolder,
                _progress.Value,
                versions,
                waits,
                _claims,
                new(settings.DockerFolder, settings.CredentialTimeout));
            inputs = inputs with { ProjectId = await identifying.ConfigureAwait(false) };
            image = await System.Threading.Tasks.Task.Run(
                () => builder.BuildAsync(ImageSpecReader.Read(inputs), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (LambdaImageException failure) when (defaults is not null && inputs is not null)
        {
            throw defaults.Locate(failure, inputs);
        }
        finally
        {
            // What it finds may be why the build fails.
            await checking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await stop.CancelAsync().ConfigureAwait(false);
            await ((System.Threading.Tasks.Task?)connecting ?? System.Threading.Tasks.Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting?.IsCompletedSuccessfully == true)
            {
                (await connecting.ConfigureAwait(false)).Dispose();
            }
        }

        await checking.ConfigureAwait(false);
        ImageName = image.Name.ToString();
        ImageId = image.Id;
        Fingerprint = image.Fingerprint;
        GeneratedImages = [ImageItem.Of(image, ReplacesContainer)];

        // A function of a Debug build is slower, and has the name that one of a Release build has.
        var isDebug = FunctionFiles.Length > 0 && Project.Text("Configuration") == "Debug";
        var notes = string.Join(", ", [.. isDebug ? (string[])["Debug"] : [], .. image.Skipped ? (string[])["up to date"] : []]);

        // The terminal logger shows messages of this form as the project's results.
        foreach (var place in image.Places)
        {
            Log.LogMessage(MessageImportance.High, $"{Project.Text("MSBuildProjectName")} -> {place}{(notes.Length == 0 ? string.Empty : $" ({notes})")}");
        }
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

    private bool ReplacesContainer => Project.Flag("LambdaImageReplaceSdkContainer");

    private ImageInputs Inputs() => new()
    {
        Properties = Project,
        FunctionFiles = [.. FunctionFiles.Select(FunctionFile)],
        Layers = [.. Layers.Select(item => new LayerInput(Source(item), ItemOrigin.Of("LambdaLayer", item))
        {
            Name = item.GetMetadata("Name"),
            Destination = item.GetMetadata("Destination"),
            FileMode = item.GetMetadata("FileMode"),
            DirectoryMode = item.GetMetadata("DirectoryMode"),
            KeepDesktopFiles = item.GetMetadata("KeepDesktopFiles"),
            Exclude = item.GetMetadata("Exclude"),
            ExternalLinks = item.GetMetadata("ExternalLinks"),
        })],
        Labels = [.. OfContainer("ContainerLabel", ContainerLabels), .. Labels.Select(item => ItemOrigin.NamedValue("LambdaImageLabel", item))],
        Environment = [.. OfContainer("ContainerEnvironmentVariable", ContainerVariables), .. EnvironmentVariables.Select(item => ItemOrigin.NamedValue("LambdaEnvironmentVariable", item))],
    };

    private IEnumerable<NamedValue> OfContainer(string itemType, ITaskItem[] items) =>
        ReplacesContainer ? items.Select(item => ItemOrigin.NamedValue(itemType, item)) : [];

    private ImageInputs AddDefaults(ImageInputs inputs, LambdaToolsDefaults? defaults)
    {
        if (defaults is null)
        {
            return inputs;
        }

        var all = defaults.AddTo(inputs, Project.Flag("_LambdaImageHandlerIsDefault"));
        foreach (var line in defaults.Describe(all))
        {
            _progress.Value.Report(new BuildMessage(MessageLevel.Normal, line));
        }

        return all;
    }

    private void CheckMetadata()
    {
        var warnings = Layers.SelectMany(item => Check("LambdaLayer", item, LayerMetadata, required: null))
            .Concat(Labels.SelectMany(item => Check("LambdaImageLabel", item, PairMetadata, "Value")))
            .Concat(EnvironmentVariables.SelectMany(item => Check("LambdaEnvironmentVariable", item, PairMetadata, "Value")));
        foreach (var warning in warnings)
        {
            FailureLog.LogWarning(Log, Documents, warning.Descriptor!, warning.Text, warning.Origin);
        }
    }

    private static IEnumerable<BuildMessage> Check(string itemType, ITaskItem item, string[] known, string? required) =>
        MetadataNames.Check(ItemOrigin.Of(itemType, item), [.. item.CloneCustomMetadata().Keys.Cast<string>()], known, required);

    private FunctionFile FunctionFile(ITaskItem item)
    {
        var source = item.GetMetadata("FullPath");
        var path = item.GetMetadata("RelativePath");
        if (path.Length == 0)
        {
            path = Path.GetRelativePath(Project.Text("PublishDir")!, source);
            path = path.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(path) ? Path.GetFileName(source) : path;
        }

        var file = Specification.FunctionFile.Of(source, path);
        return file with { Part = FunctionParts.Of(file.Path, Project.Text("AssemblyName") ?? string.Empty, item.GetMetadata("NuGetPackageId"), item.GetMetadata("ReferenceSourceTarget")) };
    }

    private NameClaims? Claims()
    {
        if (BuildScope.IdOf(BuildEngine, BuildIdProject, NodeCount) is not { } buildId)
        {
            return null;
        }

        // Only a project with several target frameworks says which it is built for.
        var claimant = Project.Text("TargetFramework") is { } framework ? $"{ProjectFile} for {framework}" : ProjectFile;
        var claims = new NameClaims(CacheFolder, buildId, claimant, WorkFolder, _progress.Value);
        BuildScope.ForgetAtEnd(BuildEngine, buildId, claims);
        return claims;
    }

    // MSBuild would make a path of an ARN.
    private static string Source(ITaskItem item) => LayerVersionArn.IsArn(item.ItemSpec) ? item.ItemSpec : item.GetMetadata("FullPath");
}
