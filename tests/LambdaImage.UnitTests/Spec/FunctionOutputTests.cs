using LambdaImage.Diagnostics;
using LambdaImage.Spec;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Spec;

[TestClass]
public sealed class FunctionOutputTests
{
    [TestMethod]
    public void Read_with_a_function_of_dotnet_puts_its_folder_last()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Hello.runtimeconfig.json", "{}");

        var spec = ImageSpecReader.Read(Function(folder.Path, "dotnet10") with { Layers = [Inputs.Layer()] });

        Assert.AreEqual("/opt;/var/task", string.Join(';', spec.Layers.Select(layer => layer.Destination)));
        Assert.AreEqual((LayerKind.Function, folder.Path), (spec.Layers[1].Kind, spec.Layers[1].Source));
    }

    [TestMethod]
    public void Read_with_a_function_of_dotnet_without_runtimeconfig_fails()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Hello.dll", "x");

        var failure = Expect.Failure(DiagnosticCodes.FunctionNotRunnable, () => ImageSpecReader.Read(Function(folder.Path, "dotnet10")));

        Assert.Contains("GenerateRuntimeConfigurationFiles", failure.Message);
        Assert.AreEqual("LambdaImageIncludeFunction", failure.Origin?.Element);
    }

    [TestMethod]
    public void Read_with_two_functions_of_dotnet_fails()
    {
        using var folder = new TemporaryFolder();
        folder.Write("A.runtimeconfig.json", "{}");
        folder.Write("B.runtimeconfig.json", "{}");

        var failure = Expect.Failure(DiagnosticCodes.FunctionNotRunnable, () => ImageSpecReader.Read(Function(folder.Path, "dotnet10")));

        Assert.Contains("holds 2", failure.Message);
    }

    [TestMethod]
    public void Read_with_a_publish_folder_that_is_not_there_fails()
    {
        Expect.Failure(DiagnosticCodes.FunctionNotRunnable, () => ImageSpecReader.Read(Function("/nowhere/publish", "dotnet10")));
    }

    [TestMethod]
    public void Read_with_a_custom_runtime_links_bootstrap_to_the_executable()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Hello", "x");

        var spec = ImageSpecReader.Read(Function(folder.Path, "provided.al2023"));

        Assert.AreEqual("Bootstrap /var/runtime /var/task/Hello", $"{spec.Layers[0].Kind} {spec.Layers[0].Destination} {spec.Layers[0].Source}");
        Assert.AreEqual(LayerKind.Function, spec.Layers[1].Kind);
    }

    [TestMethod]
    public void Read_with_a_custom_runtime_prefers_a_bootstrap_of_the_function()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Hello", "x");
        folder.Write("bootstrap", "x");

        var spec = ImageSpecReader.Read(Function(folder.Path, "provided.al2023"));

        Assert.AreEqual("/var/task/bootstrap", spec.Layers[0].Source);
    }

    [TestMethod]
    public void Read_with_a_custom_runtime_and_nothing_to_start_fails()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Hello.dll", "x");

        var failure = Expect.Failure(DiagnosticCodes.FunctionNotRunnable, () => ImageSpecReader.Read(Function(folder.Path, "provided.al2023")));

        Assert.Contains("RuntimeIdentifier", failure.Message);
    }

    [TestMethod]
    public void Read_with_a_function_for_another_language_checks_nothing_of_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("app.py", "x");

        var spec = ImageSpecReader.Read(Function(folder.Path, "python3.13"));

        Assert.AreEqual("/var/task", spec.Layers[0].Destination);
    }

    [TestMethod]
    public void Read_with_a_function_and_no_handler_fails()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Hello.runtimeconfig.json", "{}");

        var failure = Expect.Failure(
            DiagnosticCodes.HandlerRequired,
            () => ImageSpecReader.Read(Function(folder.Path, "dotnet10") with { Handler = " " }));

        Assert.AreEqual("LambdaHandler", failure.Origin?.Element);
    }

    private static ImageInputs Function(string folder, string runtime) => Inputs.Valid with
    {
        Runtime = runtime,
        IncludeFunction = "true",
        PublishFolder = folder,
        AssemblyName = "Hello",
        Handler = "Hello",
    };
}
