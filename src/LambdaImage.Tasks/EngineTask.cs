using LambdaImage.Diagnostics;
using LambdaImage.Engines.Endpoints;
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

    /// <summary>The property <c>LambdaImageProjectId</c>.</summary>
    public string ProjectId { get; set; } = string.Empty;

    /// <summary>The property <c>LambdaImageDockerHost</c>.</summary>
    public string EngineHost { get; set; } = string.Empty;

    /// <summary>The environment variable <c>DOCKER_HOST</c>.</summary>
    public string DockerHost { get; set; } = string.Empty;

    /// <summary>The environment variable <c>DOCKER_CONTEXT</c>.</summary>
    public string DockerContext { get; set; } = string.Empty;

    /// <summary>The environment variable <c>DOCKER_CONFIG</c>.</summary>
    public string DockerConfig { get; set; } = string.Empty;

    /// <summary>For how many seconds the engine may be silent; empty for the defaults.</summary>
    public string EngineTimeout { get; set; } = string.Empty;

    /// <summary>How many seconds a credential helper may take; empty for the default.</summary>
    public string CredentialTimeout { get; set; } = string.Empty;

    /// <summary>The user's home folder.</summary>
    public string HomeFolder { get; set; } = string.Empty;

    /// <summary>The environment variable <c>XDG_RUNTIME_DIR</c>.</summary>
    public string RuntimeFolder { get; set; } = string.Empty;

    /// <summary>What tells the project from others.</summary>
    private protected string Identity => ProjectIdentity.Of(ProjectFile, ProjectId);

    /// <summary>How long finding credentials may take.</summary>
    private protected TimeSpan? CredentialLimit => InputValues.Limit("LambdaImageCredentialTimeout", CredentialTimeout);

    /// <summary>Where the engine is.</summary>
    private protected EngineSettings Settings => new()
    {
        Host = EngineHost,
        DockerHost = DockerHost,
        DockerContext = DockerContext,
        DockerConfig = DockerConfig,
        EngineTimeout = InputValues.Limit("LambdaImageEngineTimeout", EngineTimeout),
        CredentialTimeout = CredentialLimit,
        Home = HomeFolder,
        RuntimeFolder = RuntimeFolder,
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
            FailureLog.LogError(Log, ProjectFile, failure);
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
