using System.Text.Json;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>Images for several architectures of one function that is the same for all.</summary>
[TestClass]
public sealed class ArchitecturesTests : ConsumerTests
{
    private const string X64 = "architectures:latest-x86_64";
    private const string Arm64 = "architectures:latest-arm64";

    private const string Body =
        """
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <LambdaArchitectures>x86_64;arm64</LambdaArchitectures>
          </PropertyGroup>

          <ItemGroup>
            <LambdaLayer Include="layer" />
            <LambdaFunctionFile Include="native/$(LambdaArchitecture)/library" />
          </ItemGroup>

          <Target Name="Say" AfterTargets="Publish">
            <Message Importance="high" Text="Published for [$(LambdaArchitecture)]" />
          </Target>
        """;

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Architectures", Body);
        _consumer.Write("Program.cs", "System.Console.WriteLine();");
        _consumer.Write("layer/file.txt", "content");
        _consumer.Write("native/x86_64/library", "for x86_64");
        _consumer.Write("native/arm64/library", "for arm64");
        await PrepareImageAsync(_consumer, context);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await RemoveAsync(X64, Arm64);
        _consumer.Dispose();
    }

    [TestMethod]
    [DataRow(X64, "amd64", "/dotnet:10-x86_64")]
    [DataRow(Arm64, "arm64", "/dotnet:10-arm64")]
    public async Task Image_is_for_the_architecture_that_its_tag_ends_in(string image, string architecture, string baseImage)
    {
        var facts = await TestEngine.GetAsync(image);

        Assert.AreEqual(architecture, facts.Architecture);
        Assert.EndsWith(baseImage, facts.Label("org.opencontainers.image.base.name"));
    }

    [TestMethod]
    [DataRow(X64, "for x86_64")]
    [DataRow(Arm64, "for arm64")]
    public async Task Image_has_what_is_published_and_the_file_that_is_declared_for_its_architecture(string image, string library)
    {
        var files = await TestEngine.ReadAsync(image, "/var/task");

        Assert.Contains("task/Architectures.dll", files.Keys);
        Assert.AreEqual(library, files["task/library"]);
    }

    [TestMethod]
    public async Task LambdaImage_publishes_once_and_warns_of_nothing()
    {
        var run = (await BuildImageAsync(_consumer, "-p:LambdaImageForceBuild=true")).Succeeded();

        Assert.AreEqual("Published for []", string.Join(';', run.Lines.Where(line => line.StartsWith("Published", StringComparison.Ordinal))), run.ToString());
        Assert.IsEmpty(run.Warnings, run.ToString());
    }

    [TestMethod]
    public async Task LambdaImage_without_a_change_is_up_to_date_for_each()
    {
        var run = (await BuildImageAsync(_consumer)).Succeeded();

        Assert.AreEqual(1, run.Count($"Architectures -> {X64} (Debug, up to date)"), run.ToString());
        Assert.AreEqual(1, run.Count($"Architectures -> {Arm64} (Debug, up to date)"), run.ToString());
    }

    [TestMethod]
    public async Task Layer_changed_makes_each_image_anew()
    {
        _consumer.Write("layer/file.txt", Guid.NewGuid().ToString());

        var run = (await BuildImageAsync(_consumer)).Succeeded();

        Assert.AreEqual(0, run.Count("up to date)"), run.ToString());
        Assert.AreEqual((await TestEngine.ReadAsync(X64, "/opt"))["opt/file.txt"], (await TestEngine.ReadAsync(Arm64, "/opt"))["opt/file.txt"]);
    }

    [TestMethod]
    public async Task Outputs_name_each_image_and_the_first()
    {
        var run = (await BuildImageAsync(_consumer, "-getItem:GeneratedLambdaImage", "-getProperty:LambdaImageName", "-getProperty:LambdaImageId", "-getProperty:LambdaImageFingerprint")).Succeeded();

        using var json = JsonDocument.Parse(run.Output);
        var properties = json.RootElement.GetProperty("Properties");
        var items = json.RootElement.GetProperty("Items").GetProperty("GeneratedLambdaImage").EnumerateArray().ToList();
        Assert.AreEqual($"{X64} x86_64;{Arm64} arm64", string.Join(';', items.Select(item => $"{item.GetProperty("Name")} {item.GetProperty("Architecture")}")));
        Assert.IsFalse(items[0].TryGetProperty("AdditionalProperties", out _));
        var first = await TestEngine.GetAsync(X64);
        Assert.AreEqual(
            (X64, first.Id, first.Label("lambdaimage.fingerprint")),
            (properties.GetProperty("LambdaImageName").GetString(), properties.GetProperty("LambdaImageId").GetString()!, properties.GetProperty("LambdaImageFingerprint").GetString()));
    }

    [TestMethod]
    public async Task Tags_all_end_in_the_architecture()
    {
        var run = (await BuildImageAsync(_consumer, "-p:LambdaImageTag=one", "-p:LambdaImageTags=two%3bthree")).Succeeded();

        foreach (var architecture in new[] { "x86_64", "arm64" })
        {
            string[] expected = [$"architectures:one-{architecture}", $"architectures:three-{architecture}", $"architectures:two-{architecture}"];
            var tags = (await TestEngine.GetAsync(expected[0])).Tags;
            CollectionAssert.IsSubsetOf(expected, tags.ToList(), run.ToString());
            await RemoveAsync(expected);
        }
    }

    [TestMethod]
    public async Task Version_and_tags_that_targets_compute_while_building_are_those_of_each_image()
    {
        using var consumer = new Consumer("Architectures.Version", """
              <PropertyGroup><LambdaArchitectures>x86_64;arm64</LambdaArchitectures></PropertyGroup>
              <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>
              <Target Name="SetVersion" BeforeTargets="GetAssemblyVersion">
                <PropertyGroup>
                  <Version>1.2.3</Version>
                  <SourceRevisionId>f00d</SourceRevisionId>
                  <LambdaImageTags>1.2.3;1.2</LambdaImageTags>
                </PropertyGroup>
              </Target>
              <Target Name="SetTag" BeforeTargets="LambdaImage"><PropertyGroup><LambdaImageTag>$(LambdaImageTag)-preview</LambdaImageTag></PropertyGroup></Target>
            """);
        consumer.Write("layer/file.txt", "content");

        var run = (await BuildImageAsync(consumer, "-m:2")).Succeeded();

        foreach (var architecture in new[] { "x86_64", "arm64" })
        {
            string[] expected = [.. new[] { "1.2.3", "1.2", "latest-preview" }.Select(tag => $"architectures.version:{tag}-{architecture}")];
            var image = await TestEngine.GetAsync(expected[0]);
            CollectionAssert.AreEquivalent(expected, image.Tags.ToList(), run.ToString());
            Assert.AreEqual("1.2.3", image.Label("org.opencontainers.image.version"));
            Assert.AreEqual("f00d", image.Label("org.opencontainers.image.revision"));
            await RemoveAsync(expected);
        }
    }

    [TestMethod]
    [DataRow("-p:LambdaArchitectures=arm64", DisplayName = "one")]
    [DataRow("-p:LambdaArchitectures=arm64%3b arm64 %3b", DisplayName = "the same twice")]
    public async Task Single_architecture_of_the_list_is_in_the_tag_too(string property)
    {
        var run = (await BuildImageAsync(_consumer, property)).Succeeded();

        Assert.AreEqual("Architectures -> " + Arm64, string.Join(';', Results(run)), run.ToString());
    }

    [TestMethod]
    public async Task List_of_architectures_comes_before_a_single_one()
    {
        var run = (await BuildImageAsync(_consumer, "-p:LambdaArchitecture=arm64")).Succeeded();

        Assert.HasCount(2, Results(run), run.ToString());
        Assert.AreEqual("amd64", (await TestEngine.GetAsync(X64)).Architecture);
    }

    [TestMethod]
    public async Task Value_that_is_wrong_is_an_error_at_its_line_before_anything_is_published()
    {
        using var consumer = new Consumer("Architectures.Wrong", Body.Replace("x86_64;arm64", "x86_64;x64", StringComparison.Ordinal));

        var run = await BuildImageAsync(consumer);

        var error = run.FailedWith("LAMBDAIMAGE2002");
        Assert.AreEqual((consumer.Project, consumer.LineOf("<LambdaArchitectures>")), (error.File, error.Line), error.Text);
        Assert.AreEqual(0, run.Count(".dll"), run.ToString());
    }

    [TestMethod]
    public async Task Runtime_identifier_that_the_restore_was_not_told_of_is_an_error_before_anything_is_published()
    {
        using var consumer = new Consumer("Architectures.Restore", Body.Replace("<OutputType>", "<RuntimeIdentifier>linux-x64</RuntimeIdentifier><OutputType>", StringComparison.Ordinal));

        var run = await BuildImageAsync(consumer);

        Assert.Contains("<RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>", run.FailedWith("LAMBDAIMAGE2021").Text);
        Assert.AreEqual(0, run.Count(".dll"), run.ToString());
    }

    [TestMethod]
    public async Task CleanLambdaImage_removes_each_image_and_what_was_remembered()
    {
        (await BuildImageAsync(_consumer)).Succeeded();

        var run = (await RunAsync(_consumer, "build", "-t:CleanLambdaImage")).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync(X64), run.ToString());
        Assert.IsNull(await TestEngine.FindAsync(Arm64), run.ToString());
        Assert.IsFalse(Directory.Exists(_consumer.WorkFolder));
        (await BuildImageAsync(_consumer)).Succeeded();
    }

    [TestMethod]
    public async Task Publish_asked_for_images_publishes_once_and_makes_each()
    {
        await RemoveAsync(X64, Arm64);

        var run = (await RunAsync(_consumer, "publish", "-c:Debug", "-p:LambdaImageOnPublish=true", "-o:" + _consumer.At("out"))).Succeeded();

        Assert.AreEqual(1, run.Count("Published for"), run.ToString());
        Assert.HasCount(2, Results(run), run.ToString());
        Assert.IsNotNull(await TestEngine.FindAsync(X64));
        Assert.IsNotNull(await TestEngine.FindAsync(Arm64));
    }

    // Each waits for the other: the pipe opens when both its ends are there.
    [TestMethod]
    public async Task LambdaImage_with_two_nodes_builds_both_at_the_same_time()
    {
        using var consumer = new Consumer("Architectures.Parallel", Body + """

              <Target Name="Meet" BeforeTargets="LambdaImage" Condition="'$(LambdaArchitecture)' != ''">
                <Exec Command="timeout 120 sh -c 'echo &gt; meeting'" Condition="'$(LambdaArchitecture)' == 'arm64'" />
                <Exec Command="timeout 120 sh -c 'cat &lt; meeting'" Condition="'$(LambdaArchitecture)' == 'x86_64'" />
              </Target>
              <Target Name="MakeMeeting" BeforeTargets="_LambdaImageListArchitectures">
                <Exec Command="test -p meeting || mkfifo meeting" />
              </Target>
            """);
        consumer.Write("Program.cs", "System.Console.WriteLine();");
        consumer.Write("layer/file.txt", "content");
        consumer.Write("native/x86_64/library", "for x86_64");
        consumer.Write("native/arm64/library", "for arm64");

        for (var time = 0; time < 2; time++)
        {
            var run = (await BuildImageAsync(consumer, "-m:2", "-p:LambdaImageForceBuild=true")).Succeeded();

            Assert.HasCount(2, Results(run), run.ToString());
            Assert.AreEqual(1, run.Count("Published for"), run.ToString());
        }

        await RemoveAsync("architectures.parallel:latest-x86_64", "architectures.parallel:latest-arm64");
    }

    private static List<string> Results(BuildRun run) =>
        [.. run.Lines.Where(line => line.Contains(" -> architectures", StringComparison.Ordinal)).Select(line => line.Split(" (Debug")[0])];

    private static async Task RemoveAsync(params string[] images)
    {
        foreach (var image in images)
        {
            await TestEngine.RemoveAsync(image);
        }
    }
}
