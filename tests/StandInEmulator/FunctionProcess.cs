using System.Diagnostics;
using System.Threading.Channels;

namespace StandInEmulator;

/// <summary>One run of the bootstrap, and the events that it has not fetched yet.</summary>
internal sealed class FunctionProcess : IDisposable
{
    private readonly Channel<Invocation> _events = Channel.CreateUnbounded<Invocation>();
    private readonly Process _process;
    private volatile Invocation? _current;

    private FunctionProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    /// <exception cref="System.ComponentModel.Win32Exception">The bootstrap cannot be executed.</exception>
    public static FunctionProcess Start(IReadOnlyList<string> command, string runtimeApi)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        if (Directory.Exists("/var/task"))
        {
            start.WorkingDirectory = "/var/task";
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        SetDefault("LAMBDA_TASK_ROOT", "/var/task");
        SetDefault("LAMBDA_RUNTIME_DIR", "/var/runtime");
        SetDefault("_HANDLER", command.Count > 1 ? command[1] : "");
        SetDefault("AWS_LAMBDA_FUNCTION_NAME", "test_function");
        SetDefault("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        SetDefault("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "3008");

        var function = new FunctionProcess(Process.Start(start)!);
        _ = function.FailCurrentOnExitAsync();
        return function;

        void SetDefault(string name, string value)
        {
            if (!start.Environment.ContainsKey(name))
            {
                start.Environment[name] = value;
            }
        }
    }

    /// <summary>Hands an event to the function; its answer comes with the invocation.</summary>
    public void Send(Invocation invocation)
    {
        _current = invocation;
        if (!_events.Writer.TryWrite(invocation))
        {
            FailCurrent();
        }
    }

    /// <summary>Waits for the next event.</summary>
    /// <exception cref="ChannelClosedException">The process has ended.</exception>
    public ValueTask<Invocation> NextAsync() => _events.Reader.ReadAsync();

    /// <summary>The invocation in progress, if it has this id.</summary>
    public Invocation? Find(string id) => _current is { } current && current.Id == id ? current : null;

    /// <summary>The function could not initialise: that is the answer to the event that started it.</summary>
    public void FailInitialisation(byte[] error) =>
        _current?.Complete(new Answer(System.Net.HttpStatusCode.BadGateway, error, IsFunctionError: true));

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private async Task FailCurrentOnExitAsync()
    {
        await _process.WaitForExitAsync();
        _events.Writer.TryComplete();
        FailCurrent();
    }

    private void FailCurrent() => _current?.Complete(Answer.Failure(
        "Runtime.ExitError",
        $"RequestId: {_current.Id} Error: Runtime exited with exit status {_process.ExitCode}"));
}
