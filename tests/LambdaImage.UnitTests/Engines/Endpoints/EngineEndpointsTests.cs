using LambdaImage.Diagnostics;
using LambdaImage.Engines.Endpoints;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Engines.Endpoints;

[TestClass]
public sealed class EngineEndpointsTests
{
    [TestMethod]
    public void Property_that_is_set_is_the_endpoint()
    {
        var found = EngineEndpoints.Find(new() { Host = "tcp://one:1" });

        Assert.AreEqual("tcp://one:1 LambdaImageDockerHost", $"{found.Single()} {found[0].Source}");
    }

    [TestMethod]
    public void DockerHost_that_is_set_is_the_endpoint()
    {
        var found = EngineEndpoints.Find(new() { DockerHost = "tcp://one:1" });

        Assert.AreEqual("tcp://one:1 DOCKER_HOST", $"{found.Single()} {found[0].Source}");
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    public void Property_and_DockerHost_that_are_not_set_leave_it_to_the_known_sockets(string? value)
    {
        using var home = new TemporaryFolder();

        Assert.AreEqual("the known sockets", EngineEndpoints.Find(new() { Host = value, DockerHost = value, Home = home.Path })[0].Source);
    }

    [TestMethod]
    public void Context_of_config_json_is_the_endpoint()
    {
        using var home = new TemporaryFolder();
        home.Write(".docker/config.json", """{"auths":{},"currentContext":"colima"}""");
        DockerContexts.Write(home, ".docker", "colima", "unix:///run/colima.sock");

        var found = EngineEndpoints.Find(new() { Home = home.Path });

        Assert.AreEqual("unix:///run/colima.sock", found.Single().ToString());
        Assert.Contains("colima", found[0].Source);
    }

    [TestMethod]
    public void Context_of_the_environment_wins_over_config_json()
    {
        using var home = new TemporaryFolder();
        home.Write(".docker/config.json", """{"currentContext":"colima"}""");
        DockerContexts.Write(home, ".docker", "other", "tcp://other:2375");

        var found = EngineEndpoints.Find(new() { Home = home.Path, DockerContext = "other" });

        Assert.AreEqual("tcp://other:2375", found.Single().ToString());
    }

    [TestMethod]
    public void Context_in_DockerConfig_wins_over_home()
    {
        using var home = new TemporaryFolder();
        home.Write("config/config.json", """{"currentContext":"one"}""");
        DockerContexts.Write(home, "config", "one", "tcp://one:2375");

        var found = EngineEndpoints.Find(new() { Home = "/nowhere", DockerConfig = home.At("config") });

        Assert.AreEqual("tcp://one:2375", found.Single().ToString());
    }

    [TestMethod]
    [DataRow(null, DisplayName = "no file")]
    [DataRow("", DisplayName = "empty")]
    [DataRow("{", DisplayName = "damaged")]
    [DataRow("[]", DisplayName = "array")]
    [DataRow("null", DisplayName = "null")]
    [DataRow("{}", DisplayName = "without context")]
    [DataRow("""{"currentContext":""}""", DisplayName = "empty context")]
    [DataRow("""{"currentContext":5}""", DisplayName = "number")]
    [DataRow("""{"currentContext":"default"}""", DisplayName = "default context")]
    public void Context_that_is_not_chosen_says_nothing(string? config)
    {
        using var home = new TemporaryFolder();
        if (config is not null)
        {
            home.Write(".docker/config.json", config);
        }

        Assert.AreEqual("the known sockets", EngineEndpoints.Find(new() { Home = home.Path })[0].Source);
    }

    [TestMethod]
    [DataRow(null, DisplayName = "no file")]
    [DataRow("", DisplayName = "empty")]
    [DataRow("[]", DisplayName = "array")]
    [DataRow("{}", DisplayName = "without endpoints")]
    [DataRow("""{"Endpoints":{"docker":{}}}""", DisplayName = "without host")]
    [DataRow("""{"Endpoints":{"docker":{"Host":5}}}""", DisplayName = "number")]
    [DataRow("""{"Endpoints":{"docker":{"Host":null}}}""", DisplayName = "null")]
    [DataRow("""{"Endpoints":{"docker":{"Host":"ssh://me@host"}}}""", DisplayName = "ssh")]
    [DataRow("""{"Endpoints":{"kubernetes":{}}}""", DisplayName = "another kind")]
    public void Context_that_is_chosen_and_names_no_endpoint_fails(string? meta)
    {
        using var home = new TemporaryFolder();
        if (meta is not null)
        {
            home.Write(DockerContexts.MetaPath(".docker", "broken"), meta);
        }

        var failure = Expect.Failure(
            DiagnosticCodes.InvalidEndpoint,
            () => EngineEndpoints.Find(new() { Home = home.Path, DockerContext = "broken" }));

        Assert.Contains("broken", failure.Message);
    }

    [TestMethod]
    public void Known_sockets_start_with_dockers_and_hold_those_of_home_and_runtime_folder()
    {
        var found = EngineEndpoints.Find(new() { Home = "/home/me", RuntimeFolder = "/run/user/1000" });

        Assert.AreSequenceEqual(
            [
                "unix:///var/run/docker.sock",
                "unix:///run/user/1000/docker.sock",
                "unix:///home/me/.docker/run/docker.sock",
                "unix:///home/me/.docker/desktop/docker.sock",
                "unix:///home/me/.colima/default/docker.sock",
                "unix:///home/me/.rd/docker.sock",
                "unix:///home/me/.orbstack/run/docker.sock",
                "unix:///home/me/.finch/finch.sock",
                "unix:///run/user/1000/podman/podman.sock",
                "unix:///run/podman/podman.sock",
            ],
            found.Select(endpoint => endpoint.ToString()));
    }

    [TestMethod]
    public void Known_sockets_without_home_and_runtime_folder_are_the_systems()
    {
        var found = EngineEndpoints.Find(new());

        Assert.AreEqual("unix:///var/run/docker.sock unix:///run/podman/podman.sock", string.Join(' ', found));
    }
}
