using LambdaImage.Engines.Connections;
using LambdaImage.Engines.Endpoints;

namespace LambdaImage.UnitTests.Engines.Connections;

[TestClass]
public sealed class PipeAccessTests
{
    private readonly List<string> _calls = [];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("npipe://./pipe/docker_engine")]
    [DataRow("npipe:////./pipe/docker_engine")]
    [DataRow("npipe://localhost/pipe/docker_engine")]
    public async Task OpenAsync_of_a_pipe_that_is_not_there_fails_without_waiting_for_it(string address)
    {
        var failure = await Assert.ThrowsExactlyAsync<IOException>(() => OpenAsync(address, exists: false));

        Assert.AreEqual("there is no such pipe", failure.Message);
        Assert.AreEqual("exists docker_engine", _calls.Single());
    }

    [TestMethod]
    public async Task OpenAsync_of_a_pipe_that_is_there_connects()
    {
        await OpenAsync("npipe://./pipe/docker_engine", exists: true);

        Assert.AreEqual("exists docker_engine; connect . docker_engine", string.Join("; ", _calls));
    }

    [TestMethod]
    public async Task OpenAsync_of_a_pipe_of_another_machine_does_not_look_for_it_here()
    {
        await OpenAsync("npipe://server/pipe/docker_engine", exists: false);

        Assert.AreEqual("connect server docker_engine", _calls.Single());
    }

    private async Task OpenAsync(string address, bool exists)
    {
        var pipes = new PipeAccess(
            name =>
            {
                _calls.Add("exists " + name);
                return exists;
            },
            (server, name, _) =>
            {
                _calls.Add($"connect {server} {name}");
                return Task.FromResult(Stream.Null);
            });
        await EndpointConnection.OpenAsync(EngineEndpoint.Parse(address, "a test").Address, pipes, TestContext.CancellationToken);
    }
}
