using System.Net;

namespace StandInEmulator;

/// <summary>An HTTP endpoint that answers every request by one function, requests side by side.</summary>
internal static class Endpoint
{
    /// <exception cref="HttpListenerException">The address is in use.</exception>
    public static async Task ServeAsync(string prefix, Func<HttpListenerContext, Task> answer)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add(prefix);
        listener.Start();
        while (true)
        {
            _ = AnswerAsync(await listener.GetContextAsync(), answer);
        }
    }

    public static async Task<byte[]> ReadBodyAsync(this HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        return body.ToArray();
    }

    public static async Task SendAsync(this HttpListenerResponse response, HttpStatusCode status, byte[] body)
    {
        response.StatusCode = (int)status;
        response.ContentType = "application/json";
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(body);
        response.Close();
    }

    private static async Task AnswerAsync(HttpListenerContext context, Func<HttpListenerContext, Task> answer)
    {
        try
        {
            await answer(context);
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The other side has gone: nobody is left to answer.
            context.Response.Abort();
        }
    }
}
