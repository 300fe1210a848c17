using System.Net;
using System.Net.Sockets;
using LambdaImage.Engines;
using LambdaImage.Engines.Connections;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Http;

namespace LambdaImage.UnitTests.Engines.Connections;

/// <summary>Connections of one engine.</summary>
[TestClass]
public sealed class EngineConnectionTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    // An engine responds to a load only when it has received all of it, so waiting on the thread would delay the upload.
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Connection_holds_its_thread_for_a_question_alone(bool isQuestion)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        var endpoint = new EngineEndpoint(new($"tcp://{listener.LocalEndpoint}"), "a test");
        var patience = new EnginePatience(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, TimeProvider.System);
        using var connection = new EngineConnection(endpoint, await EndpointConnection.OpenAsync(endpoint.Address, Token), patience);

        foreach (var _ in new[] { "the first", "a further one" })
        {
            await using var opened = isQuestion ? await connection.OpenForQuestionAsync(Token) : await connection.OpenAsync(Token);

            Assert.AreEqual(isQuestion, ((SocketConnection)opened).HoldsThread);
        }
    }
}
