using System.Net;
using System.Text;
using LambdaImage.Http;

namespace LambdaImage.UnitTests.Http;

/// <summary>Requests by the handler for registries, to a server that sends what a test says.</summary>
[TestClass]
public sealed class DirectHandlerTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    private readonly HttpMessageInvoker _client = new(new DirectHandler());

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _client.Dispose();

    [TestMethod]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 1, DisplayName = "a body of known length")]
    [DataRow("HTTP/1.1 204 No Content\r\n\r\n", 1, DisplayName = "no body")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", 2, DisplayName = "a server that closes")]
    [DataRow("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", 2, DisplayName = "an old server")]
    [DataRow("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 2, DisplayName = "chunks")]
    public async Task SendAsync_uses_a_connection_again_if_nothing_is_left_on_it(string text, int connections)
    {
        await using var server = new RawServer(text);

        await ReadAsync(server);
        await ReadAsync(server);

        Assert.AreEqual(connections, server.Connections);
    }

    [TestMethod]
    public async Task SendAsync_does_not_use_a_connection_again_whose_body_was_not_read()
    {
        await using var server = new RawServer(Ok);

        (await SendAsync(HttpMethod.Get, server.Address)).Dispose();
        await ReadAsync(server);

        Assert.AreEqual(2, server.Connections);
    }

    [TestMethod]
    public async Task SendAsync_reads_no_body_after_HEAD()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");

        for (var i = 0; i < 2; i++)
        {
            using var response = await SendAsync(HttpMethod.Head, server.Address);
            Assert.AreEqual(5, response.Content.Headers.ContentLength);
        }

        Assert.AreEqual(1, server.Connections);
    }

    [TestMethod]
    public async Task SendAsync_takes_another_connection_if_the_server_closed_the_one_it_has()
    {
        await using var server = new RawServer(Ok) { RequestsEach = 1 };

        for (var i = 0; i < 3; i++)
        {
            Assert.AreEqual("hello", await ReadAsync(server));
        }

        Assert.AreEqual(3, server.Connections);
    }

    [TestMethod]
    public async Task SendAsync_sends_headers_of_request_and_content()
    {
        await using var server = new RawServer(Ok);
        using var request = new HttpRequestMessage(HttpMethod.Put, server.Address + "path?a=%20b") { Content = new ByteArrayContent("text"u8.ToArray()) };
        request.Headers.TryAddWithoutValidation("X-One", "1");

        using var response = await _client.SendAsync(request, Token);

        var sent = server.Requests.Single();
        Assert.StartsWith("PUT /path?a=%20b HTTP/1.1\r\n", sent);
        Assert.Contains($"\r\nHost: 127.0.0.1:{server.Port}\r\n", sent);
        Assert.Contains("\r\nX-One: 1\r\n", sent);
        Assert.Contains("\r\nContent-Length: 4\r\n", sent);
        Assert.EndsWith("\r\n\r\ntext", sent);
    }

    [TestMethod]
    public async Task SendAsync_says_that_a_request_without_content_has_none()
    {
        await using var server = new RawServer(Ok);

        using var response = await SendAsync(HttpMethod.Post, server.Address);

        Assert.Contains("\r\nContent-Length: 0\r\n", server.Requests.Single());
    }

    [TestMethod]
    public async Task SendAsync_hears_a_server_that_refuses_in_the_middle_of_a_content()
    {
        await using var server = new RawServer("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n") { ReadsContent = false };
        using var content = new EndlessContent();

        using var response = await SendAsync(HttpMethod.Put, server.Address, content);

        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [TestMethod]
    public async Task SendAsync_fails_as_the_content_does_that_can_not_be_read()
    {
        await using var server = new RawServer(Ok);
        using var content = new EndlessContent { Failure = new InvalidOperationException("gone") };

        var failure = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => SendAsync(HttpMethod.Put, server.Address, content));

        Assert.AreEqual("gone", failure.Message);
    }

    [TestMethod]
    [DataRow("", HttpRequestError.ResponseEnded, DisplayName = "nothing")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-", HttpRequestError.InvalidResponse, DisplayName = "half a head")]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n", HttpRequestError.InvalidResponse, DisplayName = "another protocol")]
    public async Task SendAsync_of_a_server_that_says_something_else_fails(string text, HttpRequestError error)
    {
        await using var server = new RawServer(text) { RequestsEach = 1 };

        var failure = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => SendAsync(HttpMethod.Get, server.Address));

        Assert.AreEqual(error, failure.HttpRequestError);
    }

    [TestMethod]
    [DataRow("http://127.0.0.1:1/", HttpRequestError.ConnectionError, DisplayName = "no server")]
    [DataRow("http://no-such-host.invalid/", HttpRequestError.NameResolutionError, DisplayName = "no such host")]
    public async Task SendAsync_to_nowhere_fails(string address, HttpRequestError error)
    {

        var failure = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => SendAsync(HttpMethod.Get, address));

        Assert.AreEqual(error, failure.HttpRequestError);
    }

    [TestMethod]
    public async Task SendAsync_by_TLS_to_a_server_that_knows_none_fails()
    {
        await using var server = new RawServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") { RequestsEach = 1 };

        var failure = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => SendAsync(HttpMethod.Get, $"https://127.0.0.1:{server.Port}/"));

        Assert.AreEqual(HttpRequestError.SecureConnectionError, failure.HttpRequestError);
    }

    [TestMethod]
    public async Task SendAsync_that_is_cancelled_ends_though_the_server_is_silent()
    {
        await using var server = new RawServer(null);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var sending = SendAsync(HttpMethod.Get, server.Address, cancellationToken: stop.Token);
        await server.Received;
        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => sending);
    }

    private async Task<string> ReadAsync(RawServer server)
    {
        using var response = await SendAsync(HttpMethod.Get, server.Address);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content = null, CancellationToken? cancellationToken = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        return await _client.SendAsync(request, cancellationToken ?? Token);
    }

    // Sends zeros for as long as somebody takes them, or fails.
    private sealed class EndlessContent : HttpContent
    {
        private const long Announced = 1L << 40;

        public Exception? Failure { get; init; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('0', 10_000)), cancellationToken);
                if (Failure is not null)
                {
                    throw Failure;
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Announced;
            return true;
        }
    }
}
