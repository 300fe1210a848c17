using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A function in layers by how often its parts change.</summary>
[TestClass]
public sealed class SplitTests : ConsumerTests
{
    private const string Body =
        """
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <LambdaLayerSplit Condition="'$(LambdaLayerSplit)' == ''">Always</LambdaLayerSplit>
            <DefaultItemExcludes>$(DefaultItemExcludes);Shared/**</DefaultItemExcludes>
          </PropertyGroup>

          <ItemGroup>
            <PackageReference Include="SharpZipLib" Version="1.4.2" />
            <ProjectReference Include="Shared/Shared.csproj" />
            <None Include="settings.json" CopyToPublishDirectory="PreserveNewest" />
          </ItemGroup>
        """;

    private const string Texts = """<root><data name="Hello"><value>Hallo</value></data></root>""";

    private const string Packages = "ICSharpCode.SharpZipLib.dll";
    private const string Files = "de/Shared.resources.dll de/Split.resources.dll settings.json";
    private const string Projects = "Shared.dll";
    private const string Code = "Split.deps.json Split.dll Split.runtimeconfig.json";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new("Split", Body);
        _consumer.Write("Program.cs", "System.Console.WriteLine(Shared.Text);");
        _consumer.Write("Texts.de.resx", Texts);
        _consumer.Write("settings.json", "settings");
        _consumer.Write("Shared/Shared.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        _consumer.Write("Shared/Shared.cs", """public static class Shared { public static string Text => "shared"; }""");
        _consumer.Write("Shared/Texts.de.resx", Texts);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    public async Task Image_has_each_file_in_the_layer_of_its_part()
    {
        await using var registry = NewRegistry();

        (await PushAsync(registry)).Succeeded();

        Assert.AreEqual(string.Join('\n', Packages, Files, Projects, Code), string.Join('\n', Layers(registry).Select(layer => layer.Files)));
    }

    [TestMethod]
    public async Task Code_changed_changes_the_last_layer_and_sends_nothing_else()
    {
        await using var registry = NewRegistry();
        (await PushAsync(registry)).Succeeded();
        var before = Layers(registry);
        var stored = registry.Blobs.Count;
        _consumer.Write("Program.cs", $"System.Console.WriteLine(Shared.Text + \"{Guid.NewGuid()}\");");

        (await PushAsync(registry)).Succeeded();

        Assert.AreEqual(Code, Changed(before, Layers(registry)));
        Assert.AreEqual(stored + 2, registry.Blobs.Count, "the layer and the image's config");
    }

    [TestMethod]
    public async Task Referenced_project_changed_changes_its_layer_alone()
    {
        await using var registry = NewRegistry();
        (await PushAsync(registry)).Succeeded();
        var before = Layers(registry);
        _consumer.Write("Shared/Shared.cs", $"public static class Shared {{ public static string Text => \"{Guid.NewGuid()}\"; }}");

        (await PushAsync(registry)).Succeeded();

        Assert.AreEqual(Projects, Changed(before, Layers(registry)));
    }

    [TestMethod]
    public async Task Image_on_an_engine_holds_the_same_files_as_with_one_layer()
    {
        (await BuildImageAsync(_consumer, "-p:LambdaLayerSplit=Never")).Succeeded();
        var whole = await TestEngine.ReadAsync(_consumer.Image, "/var/task");

        var run = (await BuildImageAsync(_consumer)).Succeeded();

        CollectionAssert.AreEquivalent(whole, await TestEngine.ReadAsync(_consumer.Image, "/var/task"));
        Assert.IsEmpty(run.Warnings, run.ToString());
        Assert.Contains("Split -> split:latest (Debug, up to date)", (await BuildImageAsync(_consumer)).Succeeded().Lines);
    }

    [TestMethod]
    public async Task Small_function_is_one_layer_by_default()
    {
        await using var registry = NewRegistry();

        (await PushAsync(registry, "-p:LambdaLayerSplit=Auto")).Succeeded();

        Assert.HasCount(1, Layers(registry));
    }

    [TestMethod]
    public async Task Function_for_several_architectures_is_split_as_any_other()
    {
        await using var registry = NewRegistry();

        (await PushAsync(registry, "-p:LambdaArchitectures=x86_64%3barm64")).Succeeded();

        Assert.AreEqual(string.Join('\n', Packages, Files, Projects, Code), string.Join('\n', Layers(registry, "latest-arm64").Select(layer => layer.Files)));
    }

    private static MemoryRegistry NewRegistry()
    {
        var registry = new MemoryRegistry();
        registry.AddImage("lambda/dotnet:10-x86_64", [MemoryRegistry.Layer()]);
        registry.AddImage("lambda/dotnet:10-arm64", [MemoryRegistry.Layer()], "arm64");
        return registry;
    }

    // The layers of the pushed image on the base's only one.
    private static List<(string Digest, string Files)> Layers(MemoryRegistry registry, string tag = "latest")
    {
        using var manifest = JsonDocument.Parse(registry.Manifests["split:" + tag].Content);
        var digests = manifest.RootElement.GetProperty("layers").EnumerateArray().Skip(1).Select(layer => layer.GetProperty("digest").GetString()!);
        return [.. digests.Select(digest => (digest, FilesIn(registry.Blobs["split@" + digest])))];
    }

    private static string FilesIn(byte[] layer)
    {
        const string Folder = "var/task/";
        using var content = new GZipStream(new MemoryStream(layer), CompressionMode.Decompress);
        using var tar = new TarReader(content);
        var files = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType != TarEntryType.Directory)
            {
                Assert.StartsWith(Folder, entry.Name);
                files.Add(entry.Name[Folder.Length..]);
            }
        }

        return string.Join(' ', files);
    }

    private static string Changed(List<(string Digest, string Files)> before, List<(string Digest, string Files)> after) =>
        string.Join('\n', after.Except(before).Select(layer => layer.Files));

    private Task<BuildRun> PushAsync(MemoryRegistry registry, params string[] arguments) => BuildImageAsync(
        _consumer,
        ["-p:LambdaImagePush=true", $"-p:LambdaImageRepository={registry.Host}/split", $"-p:LambdaBaseImageRegistry={registry.Host}/lambda", .. arguments]);
}
