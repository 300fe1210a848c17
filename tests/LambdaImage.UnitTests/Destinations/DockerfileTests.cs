using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.UnitTests.Images;

namespace LambdaImage.UnitTests.Destinations;

[TestClass]
public sealed class DockerfileTests
{
    private static readonly Dictionary<string, string> NoLabels = [];

    [TestMethod]
    public void Compose_of_a_whole_spec_is_one_line_a_step()
    {
        var spec = Plans.Spec with
        {
            Layers =
            [
                new() { Kind = LayerKind.Emulator, Name = "rie", Source = new FileSource("/rie", "aws-lambda-rie") },
                Plans.Folder("/layers/a"),
                new() { Kind = LayerKind.Bootstrap, Name = "bootstrap", Source = new LinkSource("/var/task/Hello", "bootstrap") },
                new() { Kind = LayerKind.Function, Name = "Hello", Source = new FolderSource("/publish") },
            ],
            Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" },
            WorkingDirectory = "/var/my task",
            User = "app:1000",
            EntryPoint = ["/run", "--say", "\"hi\""],
        };

        var text = Plans.Compose(spec, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });

        Assert.AreEqual(
            """
            FROM 127.0.0.1:5000/lambda/dotnet:10-x86_64
            ADD layer0.tar /
            ADD layer1.tar /
            ADD layer2.tar /
            ADD layer3.tar /
            ENV "A"="1" "B"="2"
            WORKDIR "/var/my task"
            USER "app:1000"
            ENTRYPOINT ["/run", "--say", "\"hi\""]
            CMD ["Hello"]
            LABEL "a"="1" "b"="2"

            """,
            text);
    }

    [TestMethod]
    public void Compose_of_the_least_is_the_base_alone()
    {
        var spec = Plans.Spec with { Handler = null, Environment = NoLabels };

        Assert.AreEqual("FROM 127.0.0.1:5000/lambda/dotnet:10-x86_64\n", Plans.Compose(spec, NoLabels));
    }

    [TestMethod]
    public void Compose_on_a_base_with_tag_and_digest_names_the_digest()
    {
        var digest = "sha256:" + new string('a', 64);
        var spec = Plans.Spec with { BaseImage = ImageReference.Parse("base:1@" + digest), Handler = null, Environment = NoLabels };

        Assert.AreEqual($"FROM base@{digest}\n", Plans.Compose(spec, NoLabels));
    }

    [TestMethod]
    [DataRow("plain", "plain")]
    [DataRow("two words", "two words")]
    [DataRow("say \"hi\"", "say \\\"hi\\\"")]
    [DataRow(@"C:\temp\", @"C:\\temp\\")]
    [DataRow("$HOME ${HOME} $$", @"\$HOME \${HOME} \$\$")]
    [DataRow("'single'", "'single'")]
    [DataRow("# no comment", "# no comment")]
    [DataRow("<<EOF", "<<EOF")]
    [DataRow("größe", "größe")]
    [DataRow("", "")]
    public void Compose_of_a_value_escapes_what_the_engine_would_read(string value, string escaped)
    {
        var spec = Plans.Spec with { Handler = null, Environment = new Dictionary<string, string> { ["A"] = value } };

        var lines = Lines(spec, new Dictionary<string, string> { ["a"] = value });

        Assert.AreEqual($"ENV \"A\"=\"{escaped}\"", lines[1]);
        Assert.AreEqual($"LABEL \"a\"=\"{escaped}\"", lines[2]);
    }

    [TestMethod]
    [DataRow("Hello::Hello.Function::Run", "Hello::Hello.Function::Run")]
    [DataRow("say \"hi\"", "say \\\"hi\\\"")]
    [DataRow(@"a\b", @"a\\b")]
    [DataRow("$HOME", "$HOME")]
    [DataRow("größe", "größe")]
    public void Compose_of_a_handler_is_json(string handler, string escaped)
    {
        var line = Lines(Plans.Spec with { Handler = handler, Environment = NoLabels }, NoLabels)[1];

        Assert.AreEqual($"CMD [\"{escaped}\"]", line);
        Assert.AreEqual(handler, System.Text.Json.JsonDocument.Parse(line["CMD ".Length..]).RootElement[0].GetString());
    }

    [TestMethod]
    public void Compose_with_an_emulator_puts_the_script_before_the_entrypoint_of_the_base_and_repeats_its_command()
    {
        var spec = Plans.Spec with { Handler = null, Environment = NoLabels, Emulator = new(EmulatorMode.Auto, null, ImageReference.Parse("source")) };

        var text = Plans.Compose(spec, NoLabels, new() { Entrypoint = ["/run.sh", "two\nlines"], Cmd = ["say \"hi\""] });

        Assert.AreEqual(
            """
            FROM 127.0.0.1:5000/lambda/dotnet:10-x86_64
            ENTRYPOINT ["/var/rapid/entrypoint.sh", "/run.sh", "two\u000alines"]
            CMD ["say \"hi\""]

            """,
            text);
    }

    [TestMethod]
    public void Compose_with_an_emulator_on_a_base_that_starts_one_says_nothing_of_the_entrypoint()
    {
        var spec = Plans.Spec with { Handler = null, Environment = NoLabels, Emulator = new(EmulatorMode.Always, null, ImageReference.Parse("source")) };

        var text = Plans.Compose(spec, NoLabels, new() { Entrypoint = ["/lambda-entrypoint.sh"], Cmd = ["arg"] });

        Assert.AreEqual("FROM 127.0.0.1:5000/lambda/dotnet:10-x86_64\n", text);
    }

    [TestMethod]
    public void Compose_of_any_kind_of_layer_starts_no_container()
    {
        var spec = Plans.Spec with { Layers = [.. Enum.GetValues<LayerKind>().Select(kind => Plans.Folder("/a") with { Kind = kind })] };

        var instructions = Lines(spec, new Dictionary<string, string> { ["a"] = "RUN true" }).Select(line => line.Split(' ')[0]).Distinct();

        Assert.AreEqual("FROM ADD ENV CMD LABEL", string.Join(' ', instructions));
    }

    private static string[] Lines(ImageSpec spec, Dictionary<string, string> labels) => Plans.Compose(spec, labels).TrimEnd('\n').Split('\n');
}
