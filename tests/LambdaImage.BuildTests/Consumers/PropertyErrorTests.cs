namespace LambdaImage.BuildTests.Consumers;

/// <summary>Properties and items with a wrong value: one error, at the line that sets it.</summary>
[TestClass]
public sealed class PropertyErrorTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("PropertyErrors");
        _consumer.Write("layer/file.txt", "content");
        await PrepareImageAsync(_consumer, context);
        await TestEngine.RemoveAsync(_consumer.Image);
    }

    [ClassCleanup]
    public static void CleanUp() => _consumer.Dispose();

    [TestMethod]
    [DataRow("LambdaRuntime", "dotnet99", "LAMBDAIMAGE2001")]
    [DataRow("LambdaArchitecture", "x64", "LAMBDAIMAGE2002")]
    [DataRow("LambdaImageRepository", "Upper", "LAMBDAIMAGE2003")]
    [DataRow("LambdaBaseImage", "a//b", "LAMBDAIMAGE2003")]
    [DataRow("LambdaBaseImageRegistry", "not a registry", "LAMBDAIMAGE2003")]
    [DataRow("LambdaPackageType", "Jar", "LAMBDAIMAGE2004")]
    [DataRow("LambdaImagePullPolicy", "Sometimes", "LAMBDAIMAGE2004")]
    [DataRow("LambdaImageForceBuild", "perhaps", "LAMBDAIMAGE2004")]
    [DataRow("LambdaImageTags", "1;a+b", "LAMBDAIMAGE2003")]
    [DataRow("LambdaImageCreated", "yesterday", "LAMBDAIMAGE2004")]
    [DataRow("LambdaImageStrategy", "Magic", "LAMBDAIMAGE2004")]
    [DataRow("LambdaRie", "Perhaps", "LAMBDAIMAGE2004")]
    [DataRow("LambdaImageEngineTimeout", "soon", "LAMBDAIMAGE2004")]
    [DataRow("LambdaImageCredentialTimeout", "-1", "LAMBDAIMAGE2004")]
    [DataRow("LambdaRiePath", "no/such/emulator", "LAMBDAIMAGE2016")]
    public async Task Property_that_is_wrong_is_an_error_at_its_line(string property, string value, string code)
    {
        _consumer.WriteProject($"  <PropertyGroup>\n    <{property}>{value}</{property}>\n  </PropertyGroup>");

        var error = (await BuildWithoutCompilingAsync()).FailedWith(code);

        Assert.AreEqual((_consumer.Project, _consumer.LineOf($"<{property}>")), (error.File, error.Line), error.Text);
        await AssertNoImageAsync();
    }

    [TestMethod]
    [DataRow("LambdaImageLabel", "lambdaimage.mine")]
    [DataRow("LambdaEnvironmentVariable", "1ST")]
    public async Task Item_that_is_wrong_is_an_error_at_its_line(string item, string name)
    {
        _consumer.WriteProject($"""  <ItemGroup><{item} Include="{name}" Value="value" /></ItemGroup>""");

        var error = (await BuildWithoutCompilingAsync()).FailedWith("LAMBDAIMAGE2017");

        Assert.AreEqual((_consumer.Project, _consumer.LineOf($"<{item}")), (error.File, error.Line), error.Text);
        await AssertNoImageAsync();
    }

    [TestMethod]
    public async Task Property_of_the_command_line_that_is_wrong_is_an_error_at_the_project()
    {
        _consumer.WriteProject("");

        var error = (await BuildWithoutCompilingAsync("-p:LambdaRuntime=dotnet99")).FailedWith("LAMBDAIMAGE2001");

        Assert.AreEqual((_consumer.Project, 0), (error.File, error.Line), error.Text);
    }

    // It can be meant for other tools.
    [TestMethod]
    public async Task Address_of_Lambda_that_is_wrong_is_an_error_only_with_layer_versions()
    {
        _consumer.WriteProject("""
              <PropertyGroup>
                <LambdaLayerEndpoint>nonsense</LambdaLayerEndpoint>
                <LambdaImageDockerHost>unix:///no/such/engine.sock</LambdaImageDockerHost>
              </PropertyGroup>
            """);
        (await BuildWithoutCompilingAsync()).FailedWith("LAMBDAIMAGE1001");

        _consumer.WriteProject("""
              <PropertyGroup>
                <LambdaLayerEndpoint>nonsense</LambdaLayerEndpoint>
                <LambdaImageDockerHost>unix:///no/such/engine.sock</LambdaImageDockerHost>
              </PropertyGroup>
              <ItemGroup><LambdaLayer Include="arn:aws:lambda:eu-west-1:123456789012:layer:shared:7" /></ItemGroup>
            """);
        var error = (await BuildWithoutCompilingAsync()).FailedWith("LAMBDAIMAGE2004");

        Assert.AreEqual((_consumer.Project, _consumer.LineOf("<LambdaLayerEndpoint>")), (error.File, error.Line), error.Text);
    }

    [TestMethod]
    public async Task Commit_that_git_does_not_know_is_an_error_with_what_git_said()
    {
        _consumer.WriteProject("  <PropertyGroup>\n    <LambdaImageCreated>SourceRevision</LambdaImageCreated>\n  </PropertyGroup>");

        var error = (await BuildWithoutCompilingAsync()).FailedWith("LAMBDAIMAGE2034");

        Assert.AreEqual((_consumer.Project, _consumer.LineOf("<LambdaImageCreated>")), (error.File, error.Line), error.Text);
        Assert.Contains("git", error.Text);
    }

    [TestMethod]
    public async Task Error_lists_the_values_that_are_right()
    {
        _consumer.WriteProject("");

        var error = (await BuildWithoutCompilingAsync("-p:LambdaImagePullPolicy=Sometimes")).FailedWith("LAMBDAIMAGE2004");

        Assert.Contains("Missing, IfNewer, Always, Never", error.Text);
    }

    [TestMethod]
    public async Task Framework_without_a_runtime_is_an_error_at_its_line()
    {
        using var consumer = new Consumer("PropertyErrors.Standard");
        consumer.WriteProject("", "<TargetFramework>netstandard2.0</TargetFramework>");

        var error = (await BuildImageAsync(consumer)).FailedWith("LAMBDAIMAGE2019");

        Assert.AreEqual((consumer.Project, consumer.LineOf("<TargetFramework>")), (error.File, error.Line), error.Text);
    }

    // Compiling adds nothing here, and the project changes with every test.
    private Task<BuildRun> BuildWithoutCompilingAsync(params string[] arguments) =>
        BuildImageAsync(_consumer, ["-p:NoBuild=true", .. arguments]);

    private static async Task AssertNoImageAsync() => Assert.IsNull(await TestEngine.FindAsync(_consumer.Image));
}
