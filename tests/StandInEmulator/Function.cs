using System.ComponentModel;
using System.Globalization;

namespace StandInEmulator;

/// <summary>The function under emulation: started with its first event, and anew after it ended.</summary>
internal sealed class Function(IReadOnlyList<string> command, string runtimeApi) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(
        int.TryParse(
            Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_TIMEOUT"),
            CultureInfo.InvariantCulture,
            out var seconds)
            ? seconds
            : 300);

    private volatile FunctionProcess? _process;

    /// <summary>The running process, for the Runtime API; null before the first event.</summary>
    public FunctionProcess? Current => _process;

    public async Task<Answer> InvokeAsync(byte[] payload)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            var process = StartedProcess();
            var invocation = new Invocation(payload, DateTimeOffset.UtcNow + _timeout);
            process.Send(invocation);
            return await invocation.Answer.WaitAsync(_timeout);
        }
        catch (TimeoutException)
        {
            _process?.Kill();
            return Answer.Failure("Sandbox.Timedout", $"Task timed out after {_timeout.TotalSeconds} seconds");
        }
        catch (Win32Exception exception)
        {
            // The system's error number, not its text: that could need escaping.
            return Answer.Failure(
                "Runtime.InvalidEntrypoint",
                $"The bootstrap cannot be executed (system error {exception.NativeErrorCode})");
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        _oneAtATime.Dispose();
    }

    private FunctionProcess StartedProcess()
    {
        if (_process is not { HasExited: false })
        {
            _process?.Dispose();
            _process = null;
            _process = FunctionProcess.Start(command, runtimeApi);
        }

        return _process;
    }
}
