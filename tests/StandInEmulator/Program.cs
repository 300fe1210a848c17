// A fixture, not a product: README.md says what for.
using System.Net;
using System.Runtime.InteropServices;
using StandInEmulator;

if (args.Length == 0)
{
    await Console.Error.WriteLineAsync("usage: aws-lambda-rie BOOTSTRAP [HANDLER]");
    return 2;
}

var port = Environment.GetEnvironmentVariable("STANDIN_PORT") ?? "8080";
var runtimeApi = $"127.0.0.1:{Environment.GetEnvironmentVariable("STANDIN_RUNTIME_API_PORT") ?? "9001"}";

using var function = new Function(args, runtimeApi);

// As a container's first process it has no default for these signals: unhandled, `docker stop` would wait in vain.
var stopped = new TaskCompletionSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

try
{
    // Both serve for ever; they end only if an address cannot be had.
    await await Task.WhenAny(
        stopped.Task,
        Endpoint.ServeAsync($"http://{runtimeApi}/", new RuntimeApi(function).AnswerAsync),
        Endpoint.ServeAsync($"http://*:{port}/", new InvokeApi(function).AnswerAsync));
    return 0;
}
catch (HttpListenerException exception)
{
    await Console.Error.WriteLineAsync($"aws-lambda-rie: cannot listen on port {port} or {runtimeApi}: {exception.Message}");
    return 1;
}

void Stop(PosixSignalContext context)
{
    // Main ends in its own way, and with it the function.
    context.Cancel = true;
    stopped.TrySetResult();
}
