namespace LambdaImage.BuildTests.Consumers;

/// <summary>A library that uses the package and lets it through to the projects that reference the library.</summary>
[TestClass]
public sealed class TransitiveReferenceTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new();
        _consumer.Write(
            "Transitive.Library/Transitive.Library.csproj",
            Consumer.ProjectText("""  <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>""").Replace(""" PrivateAssets="all" """, " ", StringComparison.Ordinal));
        _consumer.Write("Transitive.Library/layer/file.txt", "content");
        _consumer.Write(
            "Transitive.Function/Transitive.Function.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../Transitive.Library/Transitive.Library.csproj" />
              </ItemGroup>
            </Project>
            """);
        _consumer.Write("Transitive.Function/Program.cs", "System.Console.WriteLine();");
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync("transitive.function:latest");
        await TestEngine.RemoveAsync("transitive.library:latest");
        _consumer.Dispose();
    }

    [TestMethod]
    [DataRow("build")]
    [DataRow("publish")]
    public async Task Ordinary_build_of_the_referencing_project_makes_no_image(string command)
    {
        (await RunAsync(_consumer, command, "Transitive.Function")).Succeeded();

        Assert.IsNull(await TestEngine.FindAsync("transitive.library:latest"));
    }

    [TestMethod]
    public async Task LambdaImage_of_the_referencing_project_makes_its_image_alone()
    {
        (await RunAsync(_consumer, "build", "-t:LambdaImage", "Transitive.Function")).Succeeded();

        Assert.Contains("task/Transitive.Library.dll", (await TestEngine.ReadAsync("transitive.function:latest", "/var/task")).Keys);
        Assert.IsNull(await TestEngine.FindAsync("transitive.library:latest"));
    }

    [TestMethod]
    public async Task LambdaImage_of_the_library_makes_its_image()
    {
        (await RunAsync(_consumer, "build", "-t:LambdaImage", "Transitive.Library")).Succeeded();

        Assert.Contains("opt/file.txt", (await TestEngine.ReadAsync("transitive.library:latest", "/opt")).Keys);
        await TestEngine.RemoveAsync("transitive.library:latest");
    }
}
