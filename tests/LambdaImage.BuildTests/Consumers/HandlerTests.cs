namespace LambdaImage.BuildTests.Consumers;

/// <summary>Handlers that the function has, and such that it lacks.</summary>
[TestClass]
public sealed class HandlerTests : ConsumerTests
{
    private const string Code = "LAMBDAIMAGE5025";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        _consumer = new("Handlers.Library", Body("Function::Handle"));
        _consumer.Write(
            "Function.cs",
            """
            namespace Handlers;

            public class Base<T> { public T Handle(T input) => input; }
            public class Function : Base<string> { public class Inner { public static void Run() { } } }
            """);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    [DataRow("Function::Handle")]
    [DataRow("Function+Inner::Run")]
    public async Task Handler_that_is_there_is_silent(string handler)
    {
        _consumer.WriteProject(Body(handler));

        var run = (await BuildAgainAsync()).Succeeded();

        Assert.AreEqual(0, run.Count(Code), run.ToString());
    }

    [TestMethod]
    [DataRow("Function::Handl")]
    [DataRow("Function.Inner::Run")]
    public async Task Handler_that_is_missing_is_a_warning_at_the_property_while_the_image_is_built(string handler)
    {
        _consumer.WriteProject(Body(handler));

        var warning = (await BuildAgainAsync()).Succeeded().Warnings.Single();

        Assert.AreEqual((Code, _consumer.Project, _consumer.LineOf("LambdaHandler")), (warning.Code, warning.File, warning.Line), warning.Text);
        Assert.IsEmpty((await BuildImageAsync(_consumer)).Succeeded().Warnings);
    }

    private Task<BuildRun> BuildAgainAsync() => BuildImageAsync(_consumer, "-p:LambdaImageForceBuild=true");

    private static string Body(string handler) =>
        $"""
          <PropertyGroup>
            <AWSProjectType>Lambda</AWSProjectType>
            <GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles>
            <LambdaHandler>Handlers.Library::Handlers.{handler}</LambdaHandler>
          </PropertyGroup>
        """;
}
