using LambdaImage.Diagnostics;
using LambdaImage.Engines.Endpoints;

namespace LambdaImage.UnitTests.Engines.Endpoints;

[TestClass]
public sealed class EngineEndpointTests
{
    [TestMethod]
    [DataRow("unix:///var/run/docker.sock", "/var/run/docker.sock")]
    [DataRow("unix:///home/me/with blanks/docker.sock", "/home/me/with blanks/docker.sock")]
    [DataRow("unix:///home/größe/docker.sock", "/home/größe/docker.sock")]
    [DataRow("unix:///home/a#b/docker.sock", "/home/a#b/docker.sock")]
    [DataRow("unix:///home/a?b/docker.sock", "/home/a?b/docker.sock")]
    [DataRow("unix:///home/a%20b/docker.sock", "/home/a%20b/docker.sock")]
    public void Parse_of_a_socket_knows_its_path(string value, string path)
    {
        var endpoint = EngineEndpoint.Parse(value, "DOCKER_HOST");

        Assert.AreEqual(("unix", path), (endpoint.Address.Scheme, endpoint.Address.LocalPath));
    }

    [TestMethod]
    [DataRow("tcp://127.0.0.1:2375", "127.0.0.1", 2375)]
    [DataRow("tcp://engine.example.com:1234", "engine.example.com", 1234)]
    [DataRow("tcp://[::1]:2375", "[::1]", 2375)]
    [DataRow("http://127.0.0.1:2375", "127.0.0.1", 2375)]
    [DataRow("TCP://127.0.0.1:2375/", "127.0.0.1", 2375)]
    public void Parse_of_a_host_knows_its_name_and_port(string value, string host, int port)
    {
        var endpoint = EngineEndpoint.Parse(value, "DOCKER_HOST");

        Assert.AreEqual((host, port), (endpoint.Address.Host, endpoint.Address.Port));
    }

    [TestMethod]
    [DataRow("npipe:////./pipe/docker_engine")]
    [DataRow("npipe://./pipe/docker_engine")]
    public void Parse_of_a_pipe_knows_its_name(string value)
    {
        var endpoint = EngineEndpoint.Parse(value, "DOCKER_HOST");

        Assert.AreEqual("/pipe/docker_engine", endpoint.Address.LocalPath);
    }

    [TestMethod]
    [DataRow("", DisplayName = "empty")]
    [DataRow(" ", DisplayName = "blank")]
    [DataRow("docker", DisplayName = "word")]
    [DataRow("/var/run/docker.sock", DisplayName = "path")]
    [DataRow("unix:/var/run/docker.sock", DisplayName = "one slash")]
    [DataRow("unix://", DisplayName = "socket without path")]
    [DataRow("tcp://", DisplayName = "host without name")]
    [DataRow("tcp://host:port", DisplayName = "port of letters")]
    [DataRow("tcp://host:99999", DisplayName = "port too high")]
    [DataRow("127.0.0.1:2375", DisplayName = "host without scheme")]
    [DataRow("https://127.0.0.1:2376", DisplayName = "TLS")]
    [DataRow("fd://", DisplayName = "file descriptor")]
    [DataRow("ftp://host", DisplayName = "other scheme")]
    [DataRow("://", DisplayName = "no scheme")]
    [DataRow("tcp://\nhost", DisplayName = "line break")]
    public void Parse_of_what_is_no_endpoint_fails_and_names_its_source(string value)
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidEndpoint, () => EngineEndpoint.Parse(value, "DOCKER_HOST"));

        Assert.Contains("DOCKER_HOST", failure.Message);
    }

    [TestMethod]
    public void Parse_of_ssh_fails_and_says_how_to_forward()
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidEndpoint, () => EngineEndpoint.Parse("ssh://me@host", "DOCKER_HOST"));

        Assert.Contains("ssh -N -L", failure.Message);
    }

    [TestMethod]
    [DataRow("unix:///var/run/docker.sock")]
    [DataRow("unix:///home/with blanks/docker.sock")]
    [DataRow("tcp://127.0.0.1:2375")]
    public void ToString_of_an_endpoint_is_as_it_was_written(string value)
    {
        Assert.AreEqual(value, EngineEndpoint.Parse(value, "DOCKER_HOST").ToString());
    }
}
