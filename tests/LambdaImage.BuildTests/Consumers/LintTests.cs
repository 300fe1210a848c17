namespace LambdaImage.BuildTests.Consumers;

/// <summary>A layer that builds, and whose extension Lambda could not start.</summary>
[TestClass]
public sealed class LintTests : ConsumerTests
{
    private const string Code = "LAMBDAIMAGE5003";

    private const string Layers =
        """
          <ItemGroup>
            <LambdaLayer Include="layers/good" />
            <LambdaLayer Include="layers/extension" />
          </ItemGroup>
        """;

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("Lint.Library", Layers);
        _consumer.Write("layers/good/file.txt", "content");
        _consumer.Write("layers/extension/extensions/logger", "content");
        await PrepareImageAsync(_consumer, context);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    public async Task Warning_is_at_the_line_of_its_layer()
    {
        var warning = (await BuildAgainAsync()).Succeeded().Warnings.Single();

        Assert.AreEqual(
            (Code, _consumer.Project, _consumer.LineOf("layers/extension")),
            (warning.Code, warning.File, warning.Line),
            warning.Text);
    }

    [TestMethod]
    public async Task Warning_named_by_NoWarn_is_not_shown()
    {
        var run = (await BuildAgainAsync("-p:NoWarn=" + Code)).Succeeded();

        Assert.IsEmpty(run.Warnings);
        Assert.AreEqual(0, run.Count(Code), run.ToString());
    }

    [TestMethod]
    public async Task Warning_named_by_WarningsAsErrors_fails_the_build()
    {
        var error = (await BuildAgainAsync("-p:WarningsAsErrors=" + Code)).FailedWith(Code);

        Assert.AreEqual(_consumer.LineOf("layers/extension"), error.Line);
    }

    [TestMethod]
    public async Task Warning_of_an_image_that_is_up_to_date_is_not_shown()
    {
        (await BuildAgainAsync()).Succeeded();

        Assert.IsEmpty((await BuildImageAsync(_consumer)).Succeeded().Warnings);
    }

    private Task<BuildRun> BuildAgainAsync(params string[] arguments) => BuildImageAsync(_consumer, ["-p:LambdaImageForceBuild=true", .. arguments]);
}
