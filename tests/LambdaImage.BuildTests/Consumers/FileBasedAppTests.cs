using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A program of one file, without a project.</summary>
[TestClass]
public sealed class FileBasedAppTests : ConsumerTests, IDisposable
{
    private const string Image = "file.based:latest";

    private readonly Consumer _consumer = new();

    public void Dispose() => _consumer.Dispose();

    [TestCleanup]
    public async Task CleanUpAsync() => await TestEngine.RemoveAsync(Image);

    [TestMethod]
    [DataRow("build", "-t:LambdaImage")]
    [DataRow("publish", "-p:LambdaImageOnPublish=true")]
    public async Task Program_is_in_the_image(string command, string argument)
    {
        Write("#:property LambdaImageRepository=file.based");

        var run = (await RunAsync(_consumer, command, "app.cs", argument)).Succeeded();

        Assert.IsEmpty(run.Warnings, run.ToString());
        Assert.Contains("task/app.dll", (await TestEngine.ReadAsync(Image, "/var/task")).Keys, run.ToString());
    }

    [TestMethod]
    public async Task Error_names_the_file_and_the_line()
    {
        Write("#:property LambdaImageStrategy=Sometimes");

        var error = (await RunAsync(_consumer, "build", "app.cs", "-t:LambdaImage")).FailedWith("LAMBDAIMAGE2004");

        Assert.AreEqual((_consumer.At("app.cs"), 3), (error.File, error.Line), error.Text);
    }

    private void Write(string directive) => _consumer.Write(
        "app.cs",
        $"""
        #:package LambdaImage.Tasks@{PackedPackage.Version}
        #:property PublishAot=false
        {directive}
        System.Console.WriteLine("AWS_LAMBDA_RUNTIME_API");
        """);
}
