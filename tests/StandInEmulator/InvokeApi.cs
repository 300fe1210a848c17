using System.Net;

namespace StandInEmulator;

/// <summary>What callers see: the Invoke operation of the Lambda API, for the one function there is.</summary>
internal sealed class InvokeApi(Function function)
{
    private const string Path = "/2015-03-31/functions/function/invocations";

    public async Task AnswerAsync(HttpListenerContext context)
    {
        if (context.Request.HttpMethod != "POST" || context.Request.Url?.AbsolutePath != Path)
        {
            await context.Response.SendAsync(HttpStatusCode.NotFound, []);
            return;
        }

        var answer = await function.InvokeAsync(await context.Request.ReadBodyAsync());
        if (answer.IsFunctionError)
        {
            context.Response.AddHeader("X-Amz-Function-Error", "Unhandled");
        }

        await context.Response.SendAsync(answer.Status, answer.Body);
    }
}
