using System.Globalization;
using System.Net;
using System.Text;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests.Support;

/// <summary>
/// A registry on the loopback address that lets through to the tests' registry who is logged in, and refuses others as it is
/// told. Engines speak plain HTTP with it, after a try of TLS that it does not understand.
/// </summary>
/// <param name="status">The status of a refusal.</param>
/// <param name="code">The code of a refusal: https://distribution.github.io/distribution/spec/api/#errors.</param>
/// <param name="message">The words of a refusal.</param>
internal sealed class RegistryGate(HttpStatusCode status, string code, string message) : LoopbackListener
{
    /// <summary>Who is let through.</summary>
    public const string User = "user";

    /// <summary>The password of <see cref="User"/>: one that plain and URL-safe base64 write differently.</summary>
    public const string Password = "~~~???~~~???";

    private static readonly string Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));

    private readonly HttpClient _registry = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        BaseAddress = new($"http://{TestEnvironment.Registry.Split('/')[0]}/"),
    };

    /// <summary>The registry's name in references.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>The name under which the gate shows an image of the tests' registry.</summary>
    public string NameOf(string image) => Name + image[image.IndexOf('/', StringComparison.Ordinal)..];

    protected override async Task HandleAsync(Stream stream, CancellationToken cancellationToken)
    {
        // What is unread when the connection is closed would make the client lose the answer; a try of TLS is one record.
        using var reader = new StreamReader(stream, Encoding.Latin1, bufferSize: 32 * 1024, leaveOpen: true);
        if (await reader.ReadLineAsync(cancellationToken) is not { } first)
        {
            return;
        }

        if (first.Split(' ') is not [var method, ['/', ..] target, "HTTP/1.1"])
        {
            // containerd takes plain HTTP only from who answers its try of TLS with it.
            await SendAsync(stream, HttpStatusCode.BadRequest, "Content-Length: 0\r\n", [], cancellationToken);
            return;
        }

        var accept = new List<string>();
        var isLoggedIn = false;
        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            isLoggedIn |= line == "Authorization: " + Authorization;
            accept.AddRange(line.StartsWith("Accept: ", StringComparison.Ordinal) ? [line["Accept: ".Length..]] : []);
        }

        await (isLoggedIn ? PassOnAsync(stream, method, target, accept, cancellationToken) : RefuseAsync(stream, method, cancellationToken));
    }

    private async Task RefuseAsync(Stream stream, string method, CancellationToken cancellationToken)
    {
        var body = $$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""";
        var head = $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nWWW-Authenticate: Basic realm=\"gate\"\r\n";
        await SendAsync(stream, status, head, Encoding.UTF8.GetBytes(method == "HEAD" ? string.Empty : body), cancellationToken);
    }

    private async Task PassOnAsync(Stream stream, string method, string target, List<string> accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new(method), target);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await _registry.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var head = string.Concat(response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is "Content-Type" or "Content-Length" or "Docker-Content-Digest" or "Docker-Distribution-Api-Version")
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}\r\n"));
        await SendAsync(stream, response.StatusCode, head, body, cancellationToken);
    }

    private static async Task SendAsync(Stream stream, HttpStatusCode status, string head, byte[] body, CancellationToken cancellationToken)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)status} {status}\r\nConnection: close\r\n{head}\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(start), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
    }
}
