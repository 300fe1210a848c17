namespace LambdaImage.BuildTests.Consumers;

/// <summary>A class library with a function in it.</summary>
[TestClass]
public sealed class ClassLibraryFunctionTests : ConsumerTests
{
    [TestMethod]
    public async Task Library_without_a_handler_is_told_that_it_needs_one()
    {
        using var consumer = new Consumer("Function.NoHandler", Properties("<AWSProjectType>Lambda</AWSProjectType>"));

        var run = await BuildImageAsync(consumer);

        Assert.AreEqual(consumer.Project, run.FailedWith("LAMBDAIMAGE2006").File);
        Assert.IsNull(await TestEngine.FindAsync(consumer.Image));
    }

    [TestMethod]
    public async Task Library_without_a_runtime_configuration_is_told_what_the_base_needs()
    {
        using var consumer = new Consumer(
            "Function.NoConfiguration",
            Properties("<AWSProjectType>Lambda</AWSProjectType>", "<LambdaHandler>A::B::C</LambdaHandler>"));

        var error = (await BuildImageAsync(consumer)).FailedWith("LAMBDAIMAGE2018");

        Assert.Contains("GenerateRuntimeConfigurationFiles", error.Text);
    }

    [TestMethod]
    public async Task Library_with_a_handler_becomes_the_image_of_its_function()
    {
        using var consumer = new Consumer(
            "Function.Library",
            Properties(
                "<AWSProjectType>Lambda</AWSProjectType>",
                "<GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles>",
                "<LambdaHandler>Function.Library::Space.Type::Method</LambdaHandler>"));

        (await BuildImageAsync(consumer)).Succeeded();

        Assert.AreEqual("Function.Library::Space.Type::Method", (await TestEngine.GetAsync(consumer.Image)).Command);
        await TestEngine.RemoveAsync(consumer.Image);
    }

    private static string Properties(params string[] properties) =>
        $"""
          <PropertyGroup>
            {string.Join("\n    ", properties)}
          </PropertyGroup>
        """;
}
