using System.Text;
using System.Text.Json;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>The ways in which the SDK makes containers, with <c>LambdaImageReplaceSdkContainer</c>. No engine is needed.</summary>
[TestClass]
public sealed class SdkContainerTests : ConsumerTests
{
    private const string Properties =
        """
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <LambdaImageReplaceSdkContainer>true</LambdaImageReplaceSdkContainer>
          </PropertyGroup>
        """;

    private static readonly Dictionary<string, string> NoEngine = new() { ["DOCKER_HOST"] = "unix:///no/such.sock" };

    private static MemoryRegistry _registry = null!;
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _registry = new();
        _registry.AddImage("lambda/dotnet:10-x86_64", [MemoryRegistry.Layer()]);
        _registry.AddImage("lambda/dotnet:10-arm64", [MemoryRegistry.Layer()], architecture: "arm64");
        _consumer = NewConsumer("Replaced Größe", Properties);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        _consumer.Dispose();
        await _registry.DisposeAsync();
    }

    [TestMethod]
    public async Task PublishContainer_makes_the_image_of_what_the_SDKs_properties_and_items_say()
    {
        using var consumer = NewConsumer("ReplacedAll", Properties + $"""

              <PropertyGroup>
                <ContainerRegistry>{_registry.Host}</ContainerRegistry>
                <ContainerRepository>Team/Hello World</ContainerRepository>
                <ContainerImageTags>1;1.2</ContainerImageTags>
                <ContainerUser>app</ContainerUser>
                <ContainerWorkingDirectory>/data/</ContainerWorkingDirectory>
              </PropertyGroup>

              <ItemGroup>
                <ContainerLabel Include="theirs" Value="label" />
                <ContainerLabel Include="both" Value="theirs" />
                <LambdaImageLabel Include="both" Value="ours" />
                <ContainerEnvironmentVariable Include="THEIRS" Value="a;b=c %25" />
                <ContainerEnvironmentVariable Include="BOTH" Value="theirs" />
                <LambdaEnvironmentVariable Include="BOTH" Value="ours" />
                <ContainerAppCommand Include="dotnet;/var/task/ReplacedAll.dll" />
                <ContainerAppCommandArgs Include="--serve" />
              </ItemGroup>
            """);

        var run = (await PublishAsync(consumer, "-t:PublishContainer")).Succeeded();

        var config = ConfigOf("team/hello-world:1");
        Assert.AreEqual(config.GetRawText(), ConfigOf("team/hello-world:1.2").GetRawText(), run.ToString());
        Assert.AreEqual(("app", "/data"), (config.GetProperty("User").GetString(), config.GetProperty("WorkingDir").GetString()));
        Assert.AreEqual("""["dotnet","/var/task/ReplacedAll.dll","--serve"]""", config.GetProperty("Entrypoint").GetRawText());
        Assert.AreEqual(("label", "ours"), (config.GetProperty("Labels").GetProperty("theirs").GetString(), config.GetProperty("Labels").GetProperty("both").GetString()));
        var variables = config.GetProperty("Env").EnumerateArray().Select(variable => variable.GetString()).ToList();
        Assert.Contains("THEIRS=a;b=c %", variables);
        Assert.Contains("BOTH=ours", variables);
    }

    [TestMethod]
    public async Task PublishContainer_gives_back_what_the_SDKs_does()
    {
        var run = (await PublishAsync(
            _consumer,
            "-t:PublishContainer",
            To("given"),
            "-getItem:GeneratedContainer",
            "-getItem:GeneratedContainerName",
            "-getProperty:GeneratedContainerConfiguration",
            "-getProperty:GeneratedContainerDigest",
            "-getTargetResult:PublishContainer")).Succeeded();

        using var json = JsonDocument.Parse(run.Output);
        var (type, manifest) = _registry.Manifests["given:latest"];
        var item = json.RootElement.GetProperty("Items").GetProperty("GeneratedContainer").EnumerateArray().Single();
        Assert.AreEqual(Encoding.UTF8.GetString(manifest), item.GetProperty("Manifest").GetString());
        Assert.AreEqual((MemoryRegistry.DigestOf(manifest), type), (item.GetProperty("ManifestDigest").GetString(), item.GetProperty("ManifestMediaType").GetString()));
        using var configuration = JsonDocument.Parse(item.GetProperty("Configuration").GetString()!);
        Assert.AreEqual("amd64", configuration.RootElement.GetProperty("architecture").GetString());
        var properties = json.RootElement.GetProperty("Properties");
        Assert.AreEqual(item.GetProperty("Configuration").GetString(), properties.GetProperty("GeneratedContainerConfiguration").GetString());
        Assert.AreEqual(MemoryRegistry.DigestOf(manifest), properties.GetProperty("GeneratedContainerDigest").GetString());
        var names = json.RootElement.GetProperty("Items").GetProperty("GeneratedContainerName").EnumerateArray();
        Assert.AreEqual($"{_registry.Host}/given:latest", names.Single().GetProperty("Identity").GetString());
        var result = json.RootElement.GetProperty("TargetResults").GetProperty("PublishContainer").GetProperty("Items").EnumerateArray().Single();
        Assert.AreEqual(MemoryRegistry.DigestOf(manifest), result.GetProperty("ManifestDigest").GetString());
    }

    [TestMethod]
    [DataRow("publish", "-p:PublishProfile=DefaultContainer")]
    [DataRow("publish", "-t:PublishContainer -p:PublishProfile=DefaultContainer")]
    [DataRow("build", "-t:PublishContainer")]
    [DataRow("build", "-t:LambdaImage;PublishContainer")]
    public async Task Container_asked_for_in_another_way_is_the_image(string command, string arguments)
    {
        _registry.Manifests.TryRemove("asked:latest", out _);

        var run = (await RunAsync(_consumer, NoEngine, [command, .. arguments.Split(' '), To("asked")])).Succeeded();

        Assert.IsTrue(_registry.Manifests.ContainsKey("asked:latest"), run.ToString());
        Assert.AreEqual(1, run.Count($"Replaced Größe -> {_registry.Host}/asked:latest"), run.ToString());
        Assert.IsEmpty(run.Warnings, run.ToString());
    }

    [TestMethod]
    [DataRow("publish", "-p:PublishProfile=DefaultContainer")]
    [DataRow("publish", "-t:PublishContainer")]
    [DataRow("build", "-p:PublishProfile=DefaultContainer -p:DeployOnBuild=true")]
    public async Task Container_of_a_web_project_is_the_image(string command, string arguments)
    {
        using var consumer = NewConsumer("ReplacedWeb", Properties);
        consumer.Write("ReplacedWeb.csproj", (await File.ReadAllTextAsync(consumer.Project, TestContext.CancellationToken)).Replace("Microsoft.NET.Sdk\"", "Microsoft.NET.Sdk.Web\"", StringComparison.Ordinal));
        _registry.Manifests.TryRemove("web:latest", out _);

        var run = (await RunAsync(consumer, NoEngine, [command, .. arguments.Split(' '), To("web")])).Succeeded();

        Assert.IsTrue(_registry.Manifests.ContainsKey("web:latest"), run.ToString());
        Assert.AreEqual(1, run.Count($"ReplacedWeb -> {_registry.Host}/web:latest"), run.ToString());
    }

    [TestMethod]
    public async Task Container_of_a_publish_profile_of_Visual_Studio_is_the_image()
    {
        using var consumer = NewConsumer("ReplacedProfile", Properties);
        consumer.Write("ReplacedProfile.csproj", (await File.ReadAllTextAsync(consumer.Project, TestContext.CancellationToken)).Replace("Microsoft.NET.Sdk\"", "Microsoft.NET.Sdk.Web\"", StringComparison.Ordinal));
        consumer.Write(
            "Properties/PublishProfiles/Registry.pubxml",
            $"<Project><PropertyGroup><WebPublishMethod>Container</WebPublishMethod><RegistryUrl>{_registry.Host}</RegistryUrl><PublishImageTag>7</PublishImageTag></PropertyGroup></Project>");

        var run = (await PublishAsync(consumer, "-p:PublishProfile=Registry")).Succeeded();

        Assert.IsTrue(_registry.Manifests.ContainsKey("replacedprofile:7"), run.ToString());
    }

    [TestMethod]
    public async Task Plain_publish_makes_no_image()
    {
        var run = (await PublishAsync(_consumer, To("plain"))).Succeeded();

        Assert.IsFalse(_registry.Manifests.ContainsKey("plain:latest"), run.ToString());
    }

    [TestMethod]
    public async Task Archive_in_a_folder_is_called_by_the_image_and_its_folder_is_made()
    {
        (await PublishAsync(_consumer, "-t:PublishContainer", "-p:ContainerArchiveOutputPath=out/a b/", "-p:ContainerRepository=team/hello", "-p:ContainerImageFormat=OCI")).Succeeded();

        Assert.IsTrue(File.Exists(_consumer.At("out/a b/team/hello.tar.gz")));
    }

    [TestMethod]
    public async Task Runtime_identifiers_make_an_image_for_each()
    {
        (await PublishAsync(_consumer, "-t:PublishContainer", To("several"), "-p:ContainerRuntimeIdentifiers=linux-x64%3blinux-arm64")).Succeeded();

        Assert.AreEqual("amd64", DocumentOf("several:latest-x86_64").GetProperty("architecture").GetString());
        Assert.AreEqual("arm64", DocumentOf("several:latest-arm64").GetProperty("architecture").GetString());
    }

    [TestMethod]
    [DataRow("PublishContainer", "")]
    [DataRow("ComputeContainerConfig", "")]
    [DataRow("ComputeContainerConfig", "-p:ContainerRuntimeIdentifiers=linux-x64%3blinux-arm64")]
    public async Task Tags_that_a_target_sets_are_those_of_the_image(string before, string property)
    {
        using var consumer = NewConsumer("ReplacedLate", Properties + $"""

              <Target Name="SetTags" BeforeTargets="{before}"><PropertyGroup><ContainerImageTags>3;3.1</ContainerImageTags></PropertyGroup></Target>
            """);
        foreach (var name in _registry.Manifests.Keys.Where(name => name.StartsWith("late:", StringComparison.Ordinal)))
        {
            _registry.Manifests.TryRemove(name, out _);
        }

        var run = (await PublishAsync(consumer, ["-t:PublishContainer", To("late"), .. property.Length > 0 ? (string[])[property] : []])).Succeeded();

        var tags = _registry.Manifests.Keys.Where(name => name.StartsWith("late:", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.AreEqual(property.Length > 0 ? "late:3-arm64 late:3-x86_64 late:3.1-arm64 late:3.1-x86_64" : "late:3 late:3.1", string.Join(' ', tags), run.ToString());
    }

    [TestMethod]
    public async Task Platform_that_Lambda_does_not_have_is_an_error_before_anything_is_published()
    {
        var run = await RunAsync(_consumer, NoEngine, "build", "-t:PublishContainer", To("foreign"), "-p:ContainerRuntimeIdentifier=win-x64");

        Assert.AreEqual(_consumer.Project, run.FailedWith("LAMBDAIMAGE2040").File);
        Assert.AreEqual(0, run.Count(".dll"), run.ToString());
    }

    [TestMethod]
    public async Task Targets_that_replace_PublishContainer_are_an_error()
    {
        using var consumer = NewConsumer("ReplacedTwice", Properties);
        consumer.Write(
            "Directory.Build.targets",
            """
            <Project>
              <PropertyGroup><PublishContainerDependsOn>ComputeContainerConfig</PublishContainerDependsOn></PropertyGroup>
              <Target Name="PublishContainer" Condition="'$(EnableSdkContainerSupport)' == 'true'" DependsOnTargets="$(PublishContainerDependsOn)" />
            </Project>
            """);

        var run = await PublishAsync(consumer, "-t:PublishContainer", To("twice"));

        Assert.AreEqual(consumer.Project, run.FailedWith("LAMBDAIMAGE2041").File);
    }

    [TestMethod]
    public async Task Base_of_Microsofts_that_starts_no_function_is_warned_of()
    {
        var run = await PublishAsync(_consumer, "-t:PublishContainer", To("base"), "-p:ContainerBaseImage=mcr.microsoft.com/dotnet/runtime:10.0", "-p:LambdaImagePullPolicy=Never");

        Assert.Contains("LAMBDAIMAGE5032", run.Warnings.Select(warning => warning.Code), run.ToString());
    }

    [TestMethod]
    [DataRow("ContainerUser", "no user", "LAMBDAIMAGE2004")]
    [DataRow("ContainerImageTag", "a+b", "LAMBDAIMAGE2003")]
    [DataRow("ContainerBaseImage", "a//b", "LAMBDAIMAGE2003")]
    [DataRow("ContainerImageFormat", "Tape", "LAMBDAIMAGE2004")]
    public async Task Property_of_the_SDK_that_is_wrong_is_an_error_at_its_line(string property, string value, string code)
    {
        using var consumer = NewConsumer("ReplacedWrong", Properties + $"\n  <PropertyGroup>\n    <{property}>{value}</{property}>\n    <ContainerArchiveOutputPath>a.tar</ContainerArchiveOutputPath>\n  </PropertyGroup>");

        var error = (await PublishAsync(consumer, "-t:PublishContainer")).FailedWith(code);

        Assert.AreEqual((consumer.Project, consumer.LineOf($"<{property}>")), (error.File, error.Line), error.Text);
        Assert.Contains($"comes from {property}.", error.Text);
    }

    private static Consumer NewConsumer(string name, string body)
    {
        var consumer = new Consumer(name, body);
        consumer.Write("Program.cs", "System.Console.WriteLine();");
        consumer.Write("Directory.Build.props", $"<Project><PropertyGroup><LambdaBaseImageRegistry>{_registry.Host}/lambda</LambdaBaseImageRegistry><NoWarn>$(NoWarn);LAMBDAIMAGE5028</NoWarn></PropertyGroup></Project>");
        return consumer;
    }

    // The container's properties come by the command line, as tools that deploy pass them.
    private static string To(string repository) => $"-p:ContainerRegistry={_registry.Host};ContainerRepository={repository}";

    private static JsonElement DocumentOf(string name)
    {
        using var manifest = JsonDocument.Parse(_registry.Manifests[name].Content);
        var digest = manifest.RootElement.GetProperty("config").GetProperty("digest").GetString();
        using var config = JsonDocument.Parse(_registry.Blobs[$"{name.Split(':')[0]}@{digest}"]);
        return config.RootElement.Clone();
    }

    private static JsonElement ConfigOf(string name) => DocumentOf(name).GetProperty("config");

    private Task<BuildRun> PublishAsync(Consumer consumer, params string[] arguments) => RunAsync(consumer, NoEngine, ["publish", .. arguments]);
}
