using LambdaImage.Diagnostics;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Specification.Projects;
using LambdaImage.Specification.Reading;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace LambdaImage.Tasks;

/// <summary>
/// What tasks that talk to an engine share: where the engine is, one wait at the edge, cancellation, and failures as coded
/// errors at the place of their cause.
/// </summary>
public abstract class EngineTask : Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The project file, as a full path: where errors without a place of their own are located.</summary>
    [Required]
    public string ProjectFile { get; set; } = string.Empty;

    /// <summary>Files that MSBuild imports by itself, such as <c>Directory.Build.props</c>; those that are not there are empty.</summary>
    public string[] ImportedFiles { get; set; } = [];

    /// <summary>What the project and its environment say: properties and environment variables, each with its value as metadata <c>Value</c>.</summary>
    [Required]
    public ITaskItem[] Properties { get; set; } = [];

    /// <summary>The properties whose values the project has set by another name. Metadata: <c>Value</c>, that name.</summary>
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>The properties by name.</summary>
    private protected ProjectProperties Project =>
        field ??= new(Properties.ToDictionary(item => item.ItemSpec, item => item.GetMetadata("Value"), StringComparer.Ordinal));

    /// <summary>The project's files as they are written: where inputs are found.</summary>
    private protected ProjectDocuments Documents => field ??= new(ProjectFile, ImportedFiles);

    /// <summary>What tells the project from others.</summary>
    private protected string Identity => ProjectIdentity.Of(ProjectFile, Project.Text("LambdaImageProjectId"));

    /// <summary>Where the engine is.</summary>
    private protected EngineSettings Settings => new()
    {
        Host = Project.Text("LambdaImageDockerHost"),
        DockerHost = Project.Text("DOCKER_HOST"),
        DockerContext = Project.Text("DOCKER_CONTEXT"),
        DockerConfig = Project.Text("DOCKER_CONFIG"),
        EngineTimeout = Project.Limit("LambdaImageEngineTimeout"),
        CredentialTimeout = Project.Limit("LambdaImageCredentialTimeout"),
        Home = Project.Text("_LambdaImageHome"),
        RuntimeFolder = Project.Text("XDG_RUNTIME_DIR"),
    };

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var work = RunAsync(_cancellation.Token);
            WaitFor(work);
            work.GetAwaiter().GetResult();
            return !Log.HasLoggedErrors;
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            // MSBuild says itself that the build was cancelled.
            return false;
        }
        catch (LambdaImageException) when (_cancellation.IsCancellationRequested)
        {
            // What fails because it is cancelled is no error.
            return false;
        }
        catch (LambdaImageException failure)
        {
            FailureLog.LogError(Log, Documents, PropertySources.Apply(failure, Sources));
            return false;
        }
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        // Not all that ends with a token ends at once, and MSBuild waits for this call.
        _ = _cancellation.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the task holds.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cancellation.Dispose();
        }
    }

    /// <summary>Does what is to be done on the task's thread until its work ends.</summary>
    /// <param name="work">The work.</param>
    private protected virtual void WaitFor(System.Threading.Tasks.Task work)
    {
        // The work needs nothing of this thread.
    }

    /// <summary>Does the task's work.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The task of working.</returns>
    private protected abstract System.Threading.Tasks.Task RunAsync(CancellationToken cancellationToken);
}
