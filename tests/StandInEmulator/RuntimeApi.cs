using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.Channels;

namespace StandInEmulator;

/// <summary>
/// What the function sees: the Lambda Runtime API, https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
/// </summary>
internal sealed class RuntimeApi(Function function)
{
    private static readonly byte[] Accepted = Encoding.UTF8.GetBytes("""{"status":"OK"}""");

    public async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        string[] path = (request.Url?.AbsolutePath ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isKnown = (request.HttpMethod, path) switch
        {
            ("GET", ["2018-06-01", "runtime", "invocation", "next"]) => await NextAsync(response),
            ("POST", ["2018-06-01", "runtime", "invocation", var id, "response"]) =>
                await CompleteAsync(id, request, response, isError: false),
            ("POST", ["2018-06-01", "runtime", "invocation", var id, "error"]) =>
                await CompleteAsync(id, request, response, isError: true),
            ("POST", ["2018-06-01", "runtime", "init", "error"]) => await FailInitialisationAsync(request, response),
            _ => false,
        };
        if (!isKnown)
        {
            await response.SendAsync(HttpStatusCode.NotFound, []);
        }
    }

    private async Task<bool> NextAsync(HttpListenerResponse response)
    {
        if (function.Current is not { } process)
        {
            return false;
        }

        Invocation invocation;
        try
        {
            invocation = await process.NextAsync();
        }
        catch (ChannelClosedException)
        {
            // The process that asked has ended.
            response.Abort();
            return true;
        }

        response.AddHeader("Lambda-Runtime-Aws-Request-Id", invocation.Id);
        response.AddHeader(
            "Lambda-Runtime-Deadline-Ms",
            invocation.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        response.AddHeader(
            "Lambda-Runtime-Invoked-Function-Arn",
            "arn:aws:lambda:us-east-1:012345678912:function:test_function");
        response.AddHeader("Lambda-Runtime-Trace-Id", $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{Guid.NewGuid():N}"[..42]);
        await response.SendAsync(HttpStatusCode.OK, invocation.Payload);
        return true;
    }

    private async Task<bool> CompleteAsync(
        string id,
        HttpListenerRequest request,
        HttpListenerResponse response,
        bool isError)
    {
        if (function.Current?.Find(id) is not { } invocation)
        {
            return false;
        }

        // The whole body first: a function that dies half-way through has not answered.
        var body = await request.ReadBodyAsync();
        invocation.Complete(new Answer(HttpStatusCode.OK, body, isError));
        await response.SendAsync(HttpStatusCode.Accepted, Accepted);
        return true;
    }

    private async Task<bool> FailInitialisationAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        function.Current?.FailInitialisation(await request.ReadBodyAsync());
        await response.SendAsync(HttpStatusCode.Accepted, Accepted);
        return true;
    }
}
