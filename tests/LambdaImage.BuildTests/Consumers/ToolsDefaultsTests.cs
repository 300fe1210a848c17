using System.Text.Json;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>Projects with a file of Amazon.Lambda.Tools beside them. No engine is needed.</summary>
[TestClass]
public sealed class ToolsDefaultsTests : ConsumerTests
{
    private const string FileName = "aws-lambda-tools-defaults.json";
    private const string Arn = "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7";

    private const string Body =
        """
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <LambdaImagePush>true</LambdaImagePush>
          </PropertyGroup>

          <ItemGroup>
            <LambdaLayer Include="layers/$(LambdaArchitecture)" />
            <LambdaEnvironmentVariable Include="BOTH" Value="ours" />
          </ItemGroup>
        """;

    private static MemoryRegistry _registry = null!;
    private static LayerServer _lambda = null!;
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _registry = new();
        _registry.AddImage("lambda/dotnet:10-x86_64", [MemoryRegistry.Layer()]);
        _registry.AddImage("lambda/dotnet:10-arm64", [MemoryRegistry.Layer()], architecture: "arm64");
        _registry.AddImage("lambda/dotnet:8-x86_64", [MemoryRegistry.Layer()]);
        _lambda = new();
        _lambda.Publish(Arn, Zips.Of(("from-the-file.txt", "content")));
        _consumer = new("Defaults Größe", Body);
        _consumer.Write("Program.cs", "System.Console.WriteLine();");
        _consumer.Write("layers/x86_64/file.txt", "for x86_64");
        _consumer.Write("layers/arm64/file.txt", "for arm64");
        _consumer.Write("Directory.Build.props", $"<Project><PropertyGroup><LambdaBaseImageRegistry>{_registry.Host}/lambda</LambdaBaseImageRegistry></PropertyGroup></Project>");
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        _consumer.Dispose();
        await _registry.DisposeAsync();
        await _lambda.DisposeAsync();
    }

    [TestMethod]
    public async Task Settings_of_the_file_are_those_of_the_image_where_the_project_says_nothing()
    {
        Write($$"""
            {
              // Written by hand. "function-architecture": "x86_64",
              "Information": ["https://example.com/not-a-comment"],
              "profile": "default", "function-memory-size": 512, /* "image-tag": "wrong:1", */
              "configuration": "Release",
              "framework": "net8.0",
              "function-runtime": "dotnet10",
              "function-architecture": "arm64",
              "function-handler": "Zip::Handler",
              "image-command": "Image::Handler",
              "image-entrypoint": "/lambda-entrypoint.sh,--quiet",
              "image-working-directory": "/data",
              "image-tag": "{{_registry.Host}}/team/hello:7",
              "environment-variables": "\"THEIRS\"=\"a;b=c\";BOTH=theirs",
              "function-layers": "{{Arn}}",
            }
            """);

        // The program has no such handler.
        var run = (await BuildAsync("-v:n", "-p:NoWarn=LAMBDAIMAGE5025")).Succeeded();

        var image = DocumentOf("team/hello:7");
        var config = image.GetProperty("config");
        Assert.AreEqual("arm64", image.GetProperty("architecture").GetString(), run.ToString());
        Assert.AreEqual($"{_registry.Host}/lambda/dotnet:10-arm64", config.GetProperty("Labels").GetProperty("org.opencontainers.image.base.name").GetString());
        Assert.AreEqual("""["Image::Handler"]""", config.GetProperty("Cmd").GetRawText());
        Assert.AreEqual("""["/lambda-entrypoint.sh","--quiet"]""", config.GetProperty("Entrypoint").GetRawText());
        Assert.AreEqual("/data", config.GetProperty("WorkingDir").GetString());
        var variables = config.GetProperty("Env").EnumerateArray().Select(variable => variable.GetString()).ToList();
        Assert.Contains("THEIRS=a;b=c", variables);
        Assert.Contains("BOTH=ours", variables);

        // The base's layer, that of the file, the project's and the function.
        Assert.AreEqual(4, image.GetProperty("rootfs").GetProperty("diff_ids").GetArrayLength());
        var told = run.Lines.Single(line => line.Contains("From " + FileName, StringComparison.Ordinal));
        foreach (var text in new[] { "LambdaRuntime (function-runtime)", "LambdaArchitecture (function-architecture)", "LambdaHandler (image-command)", $"the layer {Arn}", "the variable THEIRS" })
        {
            Assert.Contains(text, told);
        }

        Assert.DoesNotContain("a;b=c", told);
        Assert.AreEqual(1, run.Count(FileName + " has the configuration"), run.ToString());
        Assert.AreEqual(1, run.Count(FileName + " has the framework"), run.ToString());
        Assert.IsEmpty(run.Warnings, run.ToString());
    }

    [TestMethod]
    public async Task Properties_of_the_project_come_first()
    {
        Write("""{ "function-architecture": "arm64", "function-runtime": "dotnet8", "image-tag": "theirs:theirs", "function-handler": "Theirs", "image-working-directory": "/theirs" }""");

        var run = (await BuildAsync(
            $"-p:LambdaArchitecture=x86_64;LambdaRuntime=dotnet10;LambdaImageRepository={_registry.Host}/ours;LambdaImageTag=ours;LambdaHandler=Ours;LambdaImageWorkingDirectory=/ours", "-v:n")).Succeeded();

        var image = DocumentOf("ours:ours");
        Assert.AreEqual("""["Ours"]""", image.GetProperty("config").GetProperty("Cmd").GetRawText());
        Assert.AreEqual("/ours", image.GetProperty("config").GetProperty("WorkingDir").GetString());
        Assert.AreEqual("amd64", image.GetProperty("architecture").GetString());
        Assert.AreEqual(0, run.Count("From " + FileName), run.ToString());
    }

    [TestMethod]
    public async Task File_is_not_read_if_the_project_says_so()
    {
        Write("no JSON");

        (await BuildAsync($"-p:LambdaImageReadToolsDefaults=false;LambdaImageRepository={_registry.Host}/off")).Succeeded();

        Assert.AreEqual("Defaults Größe", DocumentOf("off:latest").GetProperty("config").GetProperty("Cmd")[0].GetString());
    }

    [TestMethod]
    public async Task Architectures_of_the_project_come_before_that_of_the_file()
    {
        Write($$"""{ "function-architecture": "arm64", "image-tag": "{{_registry.Host}}/several:1", "function-handler": "Theirs" }""");

        (await BuildAsync("-p:LambdaArchitectures=x86_64%3barm64")).Succeeded();

        foreach (var (name, architecture) in new[] { ("several:1-x86_64", "amd64"), ("several:1-arm64", "arm64") })
        {
            Assert.AreEqual(architecture, DocumentOf(name).GetProperty("architecture").GetString());
            Assert.AreEqual("""["Theirs"]""", DocumentOf(name).GetProperty("config").GetProperty("Cmd").GetRawText());
        }
    }

    [TestMethod]
    public async Task File_that_is_the_same_makes_no_new_image_and_one_that_changes_does()
    {
        Write($$"""{ "image-tag": "{{_registry.Host}}/again:1", "environment-variables": "A=1" }""");
        (await BuildAsync()).Succeeded();

        var same = (await BuildAsync()).Succeeded();
        Write($$"""{ "image-tag": "{{_registry.Host}}/again:1", "environment-variables": "A=2" }""");
        var changed = (await BuildAsync()).Succeeded();

        Assert.AreEqual(1, same.Count("(Debug, up to date)"), same.ToString());
        Assert.AreEqual(0, changed.Count("up to date)"), changed.ToString());
    }

    [TestMethod]
    public async Task Function_made_for_one_platform_is_made_for_that_of_the_file()
    {
        Write("""{ "function-architecture": "arm64" }""");

        var run = (await RunAsync(_consumer, Variables(), "build", "-p:PublishReadyToRun=true", "-getProperty:_LambdaImagePlatform", "-getItem:UpToDateCheckInput", "-t:_LambdaImageRequested")).Succeeded();

        using var json = JsonDocument.Parse(run.Output);
        Assert.AreEqual("linux-arm64", json.RootElement.GetProperty("Properties").GetProperty("_LambdaImagePlatform").GetString());
        Assert.AreEqual(_consumer.At(FileName), json.RootElement.GetProperty("Items").GetProperty("UpToDateCheckInput")[0].GetProperty("Identity").GetString());
    }

    [TestMethod]
    [DataRow("{\n  \"function-handler\": oops\n}", "LAMBDAIMAGE2042", 2, 23)]
    [DataRow("{\n  \"function-handler\": 5\n}", "LAMBDAIMAGE2042", 2, 3)]
    [DataRow("{\n  \"image-command\": \"a,b\"\n}", "LAMBDAIMAGE2043", 2, 3)]
    [DataRow("{\n  \"environment-variables\": \"=1\"\n}", "LAMBDAIMAGE2043", 2, 3)]
    [DataRow("{\n  \"environment-variables\": \"1ST=1\"\n}", "LAMBDAIMAGE2017", 2, 3)]
    [DataRow("{\n\n    \"function-runtime\": \"dotnet99\"\n}", "LAMBDAIMAGE2001", 3, 5)]
    [DataRow("{\n  \"function-architecture\": \"arm\"\n}", "LAMBDAIMAGE2002", 2, 3)]
    [DataRow("{\n  \"image-working-directory\": \"work\"\n}", "LAMBDAIMAGE2004", 2, 3)]
    [DataRow("{\n  \"function-layers\": \"arn:aws:lambda:eu-west-1:1:layer\"\n}", "LAMBDAIMAGE4001", 2, 3)]
    public async Task Setting_that_is_wrong_is_an_error_at_its_line_and_column(string text, string code, int line, int column)
    {
        Write(text);

        var error = (await BuildAsync("-p:NoBuild=true", "-p:LambdaImageIncludeFunction=false", $"-p:LambdaImageRepository={_registry.Host}/wrong")).FailedWith(code);

        Assert.AreEqual((_consumer.At(FileName), line, column), (error.File, error.Line, error.Column), error.Text);
    }

    [TestMethod]
    public async Task Runtime_of_the_file_that_is_too_old_is_warned_of()
    {
        Write($$"""{ "function-runtime": "dotnet8", "image-tag": "{{_registry.Host}}/old:1" }""");

        var run = (await BuildAsync()).Succeeded();

        Assert.AreEqual(_consumer.At(FileName), run.Warnings.Single(warning => warning.Code == "LAMBDAIMAGE5033").File);
    }

    private static void Write(string text) => _consumer.Write(FileName, text);

    private static JsonElement DocumentOf(string name)
    {
        using var manifest = JsonDocument.Parse(_registry.Manifests[name].Content);
        var digest = manifest.RootElement.GetProperty("config").GetProperty("digest").GetString();
        using var config = JsonDocument.Parse(_registry.Blobs[$"{name.Split(':')[0]}@{digest}"]);
        return config.RootElement.Clone();
    }

    private static Dictionary<string, string> Variables() => new()
    {
        ["DOCKER_HOST"] = "unix:///no/such.sock",
        ["AWS_ENDPOINT_URL_LAMBDA"] = _lambda.Address.AbsoluteUri,
        ["AWS_ACCESS_KEY_ID"] = LayerServer.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = LayerServer.SecretKey,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["XDG_CACHE_HOME"] = _consumer.At("cache"),
        ["NO_PROXY"] = "127.0.0.1",
        ["no_proxy"] = "127.0.0.1",
    };

    private Task<BuildRun> BuildAsync(params string[] arguments) => RunAsync(_consumer, Variables(), ["build", "-t:LambdaImage", .. arguments]);
}
