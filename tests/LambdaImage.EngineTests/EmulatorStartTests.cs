using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

/// <summary>What the containers of an image start that got the emulator, because its base starts none.</summary>
[TestClass]
public sealed class EmulatorStartTests(TestContext context) : EngineTest(context)
{
    // The stand-in ends at once if it is to listen twice on one port, and says so.
    private static readonly string[] OutsideLambda = ["STANDIN_PORT=8080", "STANDIN_RUNTIME_API_PORT=8080"];
    private static readonly string[] InLambda = ["AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001"];

    [TestMethod]
    [DataRow("Auto")]
    [DataRow("Dockerfile")]
    public async Task Container_starts_the_emulator_outside_lambda_and_what_the_base_starts_inside(string strategy)
    {
        var inputs = OneFile().With("LambdaRie", "Auto").With("LambdaImageStrategy", strategy).With("LambdaBaseImage", await MakeBaseAsync(
            "ENTRYPOINT [\"/bin/busybox\", \"echo\", \"base\"]", "CMD [\"started\"]"));

        var image = await BuildAsync(inputs);

        Assert.StartsWith("aws-lambda-rie: cannot listen on port 8080", await FinishedContainer.RunAsync(Docker, image.Id, OutsideLambda, CancellationToken));
        Assert.AreEqual("base started", (await FinishedContainer.RunAsync(Docker, image.Id, InLambda, CancellationToken)).Trim());
    }

    [TestMethod]
    public async Task Container_of_a_custom_runtime_starts_its_bootstrap_on_a_base_without_an_entrypoint()
    {
        Folder.Write("task/Hello", "#!/bin/sh\necho function $0 $@\n", (UnixFileMode)0b111_101_101);
        var inputs = Function().With("LambdaRie", "Auto").With("LambdaBaseImage", await MakeBaseAsync("ENTRYPOINT []"));

        var image = await BuildAsync(inputs);

        Assert.StartsWith("aws-lambda-rie: cannot listen on port 8080", await FinishedContainer.RunAsync(Docker, image.Id, OutsideLambda, CancellationToken));
        Assert.AreEqual("function /var/runtime/bootstrap Hello", (await FinishedContainer.RunAsync(Docker, image.Id, InLambda, CancellationToken)).Trim());
    }

    [TestMethod]
    [DataRow("Auto")]
    [DataRow("Dockerfile")]
    public async Task Entrypoint_of_the_project_is_the_images(string strategy)
    {
        var inputs = OneFile().With("LambdaRie", "Auto").With("LambdaImageStrategy", strategy).With("LambdaImageEntryPoint", "/bin/busybox;echo;own")
            .With("LambdaBaseImage", await MakeBaseAsync("ENTRYPOINT [\"/bin/busybox\", \"echo\", \"base\"]"));

        var image = await BuildAsync(inputs);

        Assert.AreEqual("own", (await FinishedContainer.RunAsync(Docker, image.Id, OutsideLambda, CancellationToken)).Trim());
    }

    // A base with a shell and other entrypoints than AWS's.
    private Task<string> MakeBaseAsync(params string[] instructions) => Images.MakeAsync(
        TestImages.RootFiles(), "linux/amd64", [$"FROM {TestEnvironment.Registry}/provided:al2023-x86_64", .. instructions]);
}
