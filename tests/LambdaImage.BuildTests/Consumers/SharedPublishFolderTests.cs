namespace LambdaImage.BuildTests.Consumers;

/// <summary>Two programs of custom runtimes that are published into one folder.</summary>
[TestClass]
public sealed class SharedPublishFolderTests : ConsumerTests
{
    private const string SelfContained =
        "  <PropertyGroup><OutputType>Exe</OutputType><RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>true</SelfContained></PropertyGroup>\n";

    private const string SingleFile = SelfContained +
        "  <PropertyGroup><AssemblyName>bootstrap</AssemblyName><PublishSingleFile>true</PublishSingleFile></PropertyGroup>\n";

    [TestMethod]
    public async Task Image_starts_the_program_of_its_own_project()
    {
        using var consumer = Projects(SelfContained + "  <PropertyGroup><AssemblyName>bootstrap</AssemblyName></PropertyGroup>\n", SelfContained);

        await PublishAsync(consumer, "one");
        await PublishAsync(consumer, "two");

        Assert.AreEqual("-> /var/task/bootstrap", (await TestEngine.ReadAsync("shared.one:latest", "/var/runtime"))["runtime/bootstrap"]);
        Assert.AreEqual("-> /var/task/Shared.Two", (await TestEngine.ReadAsync("shared.two:latest", "/var/runtime"))["runtime/bootstrap"]);
        Assert.DoesNotContain("task/bootstrap", (await TestEngine.ReadAsync("shared.two:latest", "/var/task")).Keys);
        await RemoveAsync();
    }

    [TestMethod]
    public async Task Image_has_the_single_file_program_of_its_own_project_however_often_both_are_published()
    {
        using var consumer = Projects(SingleFile, SingleFile);
        await PublishAsync(consumer, "one");
        var one = await ProgramAsync("shared.one:latest");
        await PublishAsync(consumer, "two");
        var two = await ProgramAsync("shared.two:latest");

        await PublishAsync(consumer, "one");
        await PublishAsync(consumer, "two");

        Assert.AreNotEqual(one, two);
        Assert.AreEqual(one, await ProgramAsync("shared.one:latest"));
        Assert.AreEqual(two, await ProgramAsync("shared.two:latest"));
        await RemoveAsync();
    }

    private static Consumer Projects(string one, string two)
    {
        var consumer = new Consumer();
        consumer.Write("one/Shared.One.csproj", Consumer.ProjectText(one));
        consumer.Write("one/Program.cs", """System.Console.WriteLine("one");""");
        consumer.Write("two/Shared.Two.csproj", Consumer.ProjectText(two));
        consumer.Write("two/Program.cs", """System.Console.WriteLine("two");""");
        return consumer;
    }

    private static async Task RemoveAsync()
    {
        await TestEngine.RemoveAsync("shared.one:latest");
        await TestEngine.RemoveAsync("shared.two:latest");
    }

    private static async Task<int> ProgramAsync(string image) =>
        (await TestEngine.ReadAsync(image, "/var/task"))["task/bootstrap"].GetHashCode(StringComparison.Ordinal);

    private async Task PublishAsync(Consumer consumer, string folder) =>
        (await RunAsync(consumer, "publish", folder, "-p:LambdaImageOnPublish=true", "-o:" + consumer.At("out"))).Succeeded();
}
