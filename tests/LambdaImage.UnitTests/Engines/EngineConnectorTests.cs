using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Engines.Endpoints;

namespace LambdaImage.UnitTests.Engines;

[TestClass]
public sealed class EngineConnectorTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task ConnectAsync_takes_the_property_before_all_others()
    {
        using var home = new TemporaryFolder();
        var settings = Everything(home);

        Assert.Contains("tcp://127.0.0.1:1", await NoEngineAsync(settings));
    }

    [TestMethod]
    public async Task ConnectAsync_without_property_takes_DOCKER_HOST()
    {
        using var home = new TemporaryFolder();
        var settings = Everything(home) with { Host = "" };

        Assert.Contains("tcp://127.0.0.1:2", await NoEngineAsync(settings));
    }

    [TestMethod]
    public async Task ConnectAsync_without_property_and_DOCKER_HOST_takes_the_context()
    {
        using var home = new TemporaryFolder();
        var settings = Everything(home) with { Host = "", DockerHost = "" };

        Assert.Contains("tcp://127.0.0.1:3", await NoEngineAsync(settings));
    }

    [TestMethod]
    public async Task ConnectAsync_never_goes_on_to_an_engine_that_was_not_chosen()
    {
        using var home = new TemporaryFolder();

        var message = await NoEngineAsync(Everything(home));

        Assert.DoesNotContain("127.0.0.1:2", message);
        Assert.DoesNotContain("docker.sock", message);
    }

    [TestMethod]
    public async Task ConnectAsync_to_a_socket_that_is_not_there_says_so()
    {
        using var home = new TemporaryFolder();

        Assert.Contains($"unix://{home.At("none.sock")} (there is no such socket)", await NoEngineAsync(new() { Host = $"unix://{home.At("none.sock")}" }));
    }

    [TestMethod]
    public async Task ConnectAsync_to_a_file_that_is_no_socket_fails_as_no_engine()
    {
        using var home = new TemporaryFolder();
        home.Write("docker.sock", "x");

        Assert.Contains("docker.sock", await NoEngineAsync(new() { Host = $"unix://{home.At("docker.sock")}" }));
    }

    [TestMethod]
    public async Task ConnectAsync_that_is_cancelled_ends()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => EngineConnector.ConnectAsync(new() { Host = "tcp://127.0.0.1:1" }, new CancellationToken(canceled: true)));
    }

    // Ports that nothing listens at: below 1024 and not in use by any service.
    private static EngineSettings Everything(TemporaryFolder home)
    {
        DockerContexts.Write(home, "config", "one", "tcp://127.0.0.1:3");
        return new() { Host = "tcp://127.0.0.1:1", DockerHost = "tcp://127.0.0.1:2", DockerContext = "one", DockerConfig = home.At("config") };
    }

    private async Task<string> NoEngineAsync(EngineSettings settings)
    {
        var failure = await Expect.FailureAsync(
            DiagnosticCodes.NoEngine,
            () => EngineConnector.ConnectAsync(settings, TestContext.CancellationToken));
        return failure.Message;
    }
}
