namespace LambdaImage.BuildTests.Consumers;

/// <summary>Images for several architectures of a function that is compiled for each, and of a project that it references.</summary>
[TestClass]
public sealed class ArchitecturesOfRuntimesTests : ConsumerTests
{
    private const string X64 = "architectures.runtimes:latest-x86_64";
    private const string Arm64 = "architectures.runtimes:latest-arm64";

    private const string Body =
        """
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>
            <PublishReadyToRun>true</PublishReadyToRun>
            <LambdaArchitectures>x86_64;arm64</LambdaArchitectures>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
          </PropertyGroup>

          <ItemGroup>
            <Compile Include="Program.cs" />
            <ProjectReference Include="shared/Shared.csproj" />
          </ItemGroup>
        """;

    private static Consumer _consumer = null!;
    private static BuildRun _first = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Architectures.Runtimes", Body);
        _consumer.Write("Program.cs", "System.Console.WriteLine(Shared.Text);");
        _consumer.Write("shared/Shared.cs", """public static class Shared { public static string Text => "text"; }""");
        _consumer.Write("shared/Shared.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <Target Name="Say" AfterTargets="CoreCompile"><Message Importance="high" Text="Compiled the shared project" /></Target>
            </Project>
            """);
        var log = Path.Combine(ConsumerEnvironment.Logs, "Architectures.Runtimes.binlog");
        _first = (await _consumer.RunAsync(log, ["build", "-t:LambdaImage", "-m:2"], [], context.CancellationToken)).Succeeded();
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(X64);
        await TestEngine.RemoveAsync(Arm64);
        _consumer.Dispose();
    }

    [TestMethod]
    public void LambdaImage_warns_of_no_binary_for_another_architecture()
    {
        Assert.IsEmpty(_first.Warnings, _first.ToString());
    }

    [TestMethod]
    public void LambdaImage_builds_a_referenced_project_once()
    {
        Assert.AreEqual(1, _first.Count("Compiled the shared project"), _first.ToString());
    }

    [TestMethod]
    [DataRow(X64, "linux-x64")]
    [DataRow(Arm64, "linux-arm64")]
    public async Task Image_has_what_is_published_for_its_architecture(string image, string runtime)
    {
        var files = await TestEngine.ReadAsync(image, "/var/task");

        var published = _consumer.At($"bin/Debug/net10.0/{runtime}/publish/Architectures.Runtimes.dll");
        Assert.IsTrue(await File.ReadAllTextAsync(published, TestContext.CancellationToken) == files["task/Architectures.Runtimes.dll"]);
        Assert.DoesNotContain("task/Architectures.Runtimes", files.Keys);
    }

    [TestMethod]
    public async Task Images_have_different_programs()
    {
        var one = await TestEngine.ReadAsync(X64, "/var/task");
        var other = await TestEngine.ReadAsync(Arm64, "/var/task");

        Assert.IsFalse(one["task/Architectures.Runtimes.dll"] == other["task/Architectures.Runtimes.dll"]);
    }

    [TestMethod]
    public async Task LambdaImage_without_a_change_is_up_to_date_for_each()
    {
        var run = (await BuildImageAsync(_consumer)).Succeeded();

        Assert.AreEqual(2, run.Count("(Debug, up to date)"), run.ToString());
    }

    [TestMethod]
    public async Task Publish_into_a_folder_gives_each_architecture_one_of_its_own()
    {
        (await RunAsync(_consumer, "publish", "-c:Debug", "-p:LambdaImageOnPublish=true", "-m:2", "-o:" + _consumer.At("out"))).Succeeded();

        Assert.IsTrue(File.Exists(_consumer.At("out/linux-x64/Architectures.Runtimes.dll")));
        Assert.IsTrue(File.Exists(_consumer.At("out/linux-arm64/Architectures.Runtimes.dll")));
    }
}
