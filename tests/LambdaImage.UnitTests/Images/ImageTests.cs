using System.Text;
using System.Text.Json;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.UnitTests.Images;

[TestClass]
public sealed class ImageTests
{
    private const string Full =
        """
        {
          "Shell": ["/bin/bash", "-c"], "StopSignal": "SIGINT", "User": "1000", "WorkingDir": "/work", "Env": ["PATH=/bin", "A=old", "B=2"],
          "ExposedPorts": { "9090/udp": {}, "8080/tcp": {} }, "Volumes": { "/b": {}, "/a": {} }, "Entrypoint": ["/run", "<&>"], "Cmd": ["base"],
          "Labels": { "z": "base", "a": "base" }, "Healthcheck": { "Test": ["CMD", "true"], "Interval": 5 }, "StopTimeout": 7
        }
        """;

    private static readonly ImageSpec Plain = Plans.Spec with { Handler = null, Environment = new Dictionary<string, string>() };

    [TestMethod]
    public void Compose_of_a_plain_base_has_these_bytes()
    {
        var config = ImageSamples.Of(Plans.Spec, ImageSamples.Base("{}"), ("/a", ImageSamples.First)).Config;

        Assert.AreEqual(
            """{"created":"2100-01-01T00:00:00Z","architecture":"amd64","os":"linux","config":{"Env":["A=1"],"Cmd":["Hello"],"Labels":{"a":"1",""" +
            """
            "lambdaimage.fingerprint":"f00d","lambdaimage.project":"Hello","lambdaimage.project.id":"1dea","org.opencontainers.image.base.name":"127.0.0.1:5000/lambda/dotnet:10-x86_64"}},
            """ +
            $$"""
            "rootfs":{"type":"layers","diff_ids":["{{ImageSamples.BaseLayers[0]}}","{{ImageSamples.BaseLayers[1]}}","sha256:{{ImageSamples.First}}"]},"history":[
            """ +
            """{"created":"2100-01-01T00:00:00Z","created_by":"FROM 127.0.0.1:5000/lambda/dotnet:10-x86_64"},""" +
            """{"created":"2100-01-01T00:00:00Z","created_by":"FROM 127.0.0.1:5000/lambda/dotnet:10-x86_64"},""" +
            """{"created":"2100-01-01T00:00:00Z","created_by":"LambdaImage.Tasks: layer 1 of 1 -\u003E /opt"}]}""",
            Encoding.UTF8.GetString(config.Content));
    }

    [TestMethod]
    public void Compose_hands_on_what_the_base_says()
    {
        var config = Compose(Plain, Full).GetProperty("config");

        Assert.AreEqual("User ExposedPorts Env Entrypoint Cmd Volumes WorkingDir Labels StopSignal Healthcheck Shell StopTimeout", Names(config));
        Assert.AreEqual("8080/tcp 9090/udp", Names(config.GetProperty("ExposedPorts")));
        Assert.AreEqual("/run <&>", config.Texts("Entrypoint"));
        Assert.AreEqual("base", config.Texts("Cmd"));
        Assert.AreEqual(("1000", "/work", 7), (config.GetProperty("User").GetString(), config.GetProperty("WorkingDir").GetString(), config.GetProperty("StopTimeout").GetInt32()));
        Assert.AreEqual("CMD true", config.GetProperty("Healthcheck").Texts("Test"));
    }

    [TestMethod]
    public void Compose_does_not_hand_on_triggers_and_what_is_of_no_container()
    {
        var config = Compose(Plain, """{"OnBuild":["RUN rm /"],"Image":"sha256:parent","Hostname":"h","AttachStdin":false,"Tty":false,"Unknown":1}""").GetProperty("config");

        Assert.AreEqual("Env Labels", Names(config));
    }

    [TestMethod]
    public void Compose_does_not_depend_on_the_order_of_members_and_on_those_that_say_nothing()
    {
        var docker = """{"User":"","ExposedPorts":{"a":{},"b":{}},"Env":["A=1"],"Cmd":null,"Volumes":{},"Labels":{"x":"1","y":"2"},"OnBuild":null,"Entrypoint":[],"Shell":null}""";
        var podman = """{"Labels":{"y":"2","x":"1"},"Env":["A=1"],"ExposedPorts":{"b":{},"a":{}}}""";

        Assert.AreEqual(Encoding.UTF8.GetString(Bytes(Plain, docker).Content), Encoding.UTF8.GetString(Bytes(Plain, podman).Content));
    }

    [TestMethod]
    public void Compose_keeps_the_order_of_lists()
    {
        Assert.AreNotEqual(Bytes(Plain, """{"Env":["A=1","B=2"]}""").Digest, Bytes(Plain, """{"Env":["B=2","A=1"]}""").Digest);
    }

    [TestMethod]
    public void Compose_merges_variables_where_the_base_has_them_and_adds_the_others_in_order()
    {
        var spec = Plain with { Environment = Labels(("Z", "z"), ("A", "new"), ("M", "a=b"), ("PAT", "x")) };

        Assert.AreEqual("PATH=/bin A=new B=2 M=a=b PAT=x Z=z", Compose(spec, Full).GetProperty("config").Texts("Env"));
    }

    [TestMethod]
    public void Compose_without_handler_keeps_the_command_and_with_one_replaces_it()
    {
        Assert.AreEqual("base", Compose(Plain, Full).GetProperty("config").Texts("Cmd"));
        Assert.AreEqual("Assembly::Type::Method", Compose(Plain with { Handler = "Assembly::Type::Method" }, Full).GetProperty("config").Texts("Cmd"));
    }

    [TestMethod]
    public void Compose_with_an_entrypoint_replaces_that_of_the_base_and_its_command()
    {
        var config = Compose(Plain with { EntryPoint = ["/mine", "a b"] }, Full).GetProperty("config");
        var withHandler = Compose(Plain with { EntryPoint = ["/mine"], Handler = "Hello" }, Full).GetProperty("config");

        Assert.AreEqual(("/mine a b", false), (config.Texts("Entrypoint"), config.TryGetProperty("Cmd", out _)));
        Assert.AreEqual(("/mine", "Hello"), (withHandler.Texts("Entrypoint"), withHandler.Texts("Cmd")));
    }

    [TestMethod]
    public void Compose_with_user_and_working_directory_replaces_those_of_the_base()
    {
        var config = Compose(Plain with { User = "app", WorkingDirectory = "/var/task" }, Full).GetProperty("config");

        Assert.AreEqual(("app", "/var/task"), (config.GetProperty("User").GetString(), config.GetProperty("WorkingDir").GetString()));
    }

    [TestMethod]
    public void Compose_adds_labels_to_those_of_the_base_by_name()
    {
        var labels = Compose(Plain with { Labels = Labels(("m", "own"), ("a", "own")) }, Full).GetProperty("config").GetProperty("Labels");

        Assert.AreEqual("own own base", string.Join(' ', new[] { "a", "m", "z" }.Select(name => labels.GetProperty(name).GetString())));
        Assert.IsTrue(labels.EnumerateObject().Select(label => label.Name).SequenceEqual(labels.EnumerateObject().Select(label => label.Name).Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Compose_has_the_architecture_and_the_variant_of_the_base()
    {
        var config = ImageSamples.Parse(ImageSamples.Of(Plain, ImageSamples.Base("null", "arm64", "v8")).Config.Content);

        Assert.AreEqual(("arm64", "v8"), (config.GetProperty("architecture").GetString(), config.GetProperty("variant").GetString()));
    }

    [TestMethod]
    public void Compose_has_one_line_of_history_for_each_layer()
    {
        var config = (ImageSamples.Composed() with
        {
            Layers = [ImageSamples.Layer(Digest.OfSha256(ImageSamples.First), 1, "/opt"), ImageSamples.Layer(Digest.OfSha256(ImageSamples.Second), 1, "/var/task")],
        }).Config;

        var history = ImageSamples.Parse(config.Content).GetProperty("history");
        Assert.AreEqual(4, history.GetArrayLength());
        Assert.AreEqual("LambdaImage.Tasks: layer 2 of 2 -> /var/task", history[3].GetProperty("created_by").GetString());
    }

    [TestMethod]
    public void Compose_has_the_time_that_was_asked_for()
    {
        var config = ImageSamples.Of(Plain with { Created = 1_700_000_000 }, ImageSamples.Base("{}")).Config;

        Assert.AreEqual("2023-11-14T22:13:20Z", ImageSamples.Parse(config.Content).GetProperty("created").GetString());
    }

    [TestMethod]
    public void IdentityOf_is_the_same_for_all_engines_that_hold_the_base()
    {
        var docker = ImageSamples.Base("""{"User":"","Env":["A=1"],"Labels":{"x":"1","y":"2"},"Image":"sha256:parent"}""");
        var podman = ImageSamples.Base("""{"Labels":{"y":"2","x":"1"},"Env":["A=1"]}""") with { Id = "another", Names = [] };

        Assert.AreEqual(Image.IdentityOf(docker.Config), Image.IdentityOf(podman.Config));
    }

    [TestMethod]
    [DataRow("""{"Env":["A=2"]}""", "amd64", "")]
    [DataRow("""{"Env":["A=1"],"Labels":{"a":"1"}}""", "amd64", "")]
    [DataRow("""{"Env":["A=1"],"Cmd":["x"]}""", "amd64", "")]
    [DataRow("""{"Env":["A=1"],"WorkingDir":"/"}""", "amd64", "")]
    [DataRow("""{"Env":["A=1"]}""", "arm64", "")]
    [DataRow("""{"Env":["A=1"]}""", "amd64", "v2")]
    public void IdentityOf_another_base_differs(string config, string architecture, string variant)
    {
        Assert.AreNotEqual(Image.IdentityOf(ImageSamples.Base("""{"Env":["A=1"]}""").Config), Image.IdentityOf(ImageSamples.Base(config, architecture, variant).Config));
    }

    [TestMethod]
    public void IdentityOf_a_base_of_other_layers_differs()
    {
        var config = ImageSamples.Base("{}").Config;

        Assert.AreNotEqual(Image.IdentityOf(config), Image.IdentityOf(config with { DiffIds = [.. config.DiffIds.Reverse()] }));
    }

    private static OciDocument Bytes(ImageSpec spec, string config) => ImageSamples.Of(spec, ImageSamples.Base(config)).Config;

    private static JsonElement Compose(ImageSpec spec, string config) => ImageSamples.Parse(Bytes(spec, config).Content);

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(member => member.Name));

    private static Dictionary<string, string> Labels(params (string Name, string Value)[] labels) => labels.ToDictionary(label => label.Name, label => label.Value);
}
