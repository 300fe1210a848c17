using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Reading;

[TestClass]
public sealed class FunctionOutputTests
{
    [TestMethod]
    public void Read_with_a_function_of_dotnet_puts_its_files_last()
    {
        var inputs = Function("dotnet10", "Hello.runtimeconfig.json").With("PublishDir", "/publish") with { Layers = [Inputs.Layer()] };

        var spec = ImageSpecReader.Read(inputs);

        Assert.AreEqual("/opt;/var/task", string.Join(';', spec.Layers.Select(layer => layer.Destination)));
        Assert.AreEqual((LayerKind.Function, new PublishOutputSource("/publish", inputs.FunctionFiles)), (spec.Layers[1].Kind, spec.Layers[1].Source));
    }

    [TestMethod]
    [DataRow("dotnet10")]
    [DataRow("provided.al2023")]
    [DataRow("python3.13")]
    public void Read_with_a_function_that_publishes_nothing_fails(string runtime)
    {
        var failure = Expect.Failure(DiagnosticCodes.NotPublished, () => ImageSpecReader.Read(Function(runtime)));

        Assert.AreEqual("IsPublishable", failure.Origin?.Element);
    }

    [TestMethod]
    public void Read_with_a_function_of_dotnet_without_runtimeconfig_fails()
    {
        var failure = Expect.Failure(DiagnosticCodes.FunctionNotRunnable, () => ImageSpecReader.Read(Function("dotnet10", "Hello.dll")));

        Assert.Contains("GenerateRuntimeConfigurationFiles", failure.Message);
        Assert.AreEqual("LambdaImageIncludeFunction", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("Hello", "Hello.dll", "Hello.runtimeconfig.json")]
    [DataRow("Hello", "Hello.dll", "Other.runtimeconfig.json")]
    [DataRow("Hello", "Hello.dll", "Hello.runtimeconfig.json", "Other.runtimeconfig.json")]
    [DataRow("Hello::Hello.Function::Handle", "Hello.dll", "Hello.runtimeconfig.json", "Other.runtimeconfig.json")]
    [DataRow("Hello", "Hello.dll", "Hello.runtimeconfig.json", "plugins/Other.runtimeconfig.json")]
    [DataRow("Hello", "Hello")]
    public void Read_with_what_the_base_of_dotnet_starts_succeeds(string handler, params string[] files)
    {
        var spec = ImageSpecReader.Read(Function("dotnet10", files).With("LambdaHandler", handler));

        Assert.AreEqual(LayerKind.Function, spec.Layers.Single().Kind);
    }

    [TestMethod]
    [DataRow("Hello", "A.runtimeconfig.json", "B.runtimeconfig.json")]
    [DataRow("Hello", "hello.runtimeconfig.json", "B.runtimeconfig.json")]
    [DataRow("Hello::Hello.Function::Handle", "A.runtimeconfig.json", "B.runtimeconfig.json", "Hello")]
    public void Read_with_several_runtimeconfigs_and_none_of_the_handler_fails(string handler, params string[] files)
    {
        var failure = Expect.Failure(
            DiagnosticCodes.FunctionNotRunnable,
            () => ImageSpecReader.Read(Function("dotnet10", files).With("LambdaHandler", handler)));

        Assert.Contains("publishes 2", failure.Message);
    }

    [TestMethod]
    [DataRow("/var/task/Hello", "Hello", "Hello")]
    [DataRow("/var/task/bootstrap", "Hello", "Hello", "bootstrap")]
    [DataRow("/var/task/Bootstrap", "Bootstrap", "Bootstrap")]
    [DataRow("/var/task/Hello", "Hello", "Hello", "BOOTSTRAP")]
    [DataRow("/var/task/Hello", "Hello", "Hello", "tools/bootstrap")]
    public void Read_with_a_custom_runtime_starts_the_projects_own_program(string program, string assembly, params string[] files)
    {
        var spec = ImageSpecReader.Read(Function("provided.al2023", files).With("AssemblyName", assembly));

        Assert.AreEqual($"Bootstrap /var/runtime {program}", $"{spec.Layers[0].Kind} {spec.Layers[0].Destination} {spec.Layers[0].Source}");
        Assert.AreEqual(LayerKind.Function, spec.Layers[1].Kind);
    }

    [TestMethod]
    [DataRow("Hello.dll")]
    [DataRow("hello")]
    [DataRow("Bootstrap")]
    [DataRow("tools/Hello")]
    public void Read_with_a_custom_runtime_and_nothing_to_start_fails(string file)
    {
        var failure = Expect.Failure(DiagnosticCodes.FunctionNotRunnable, () => ImageSpecReader.Read(Function("provided.al2023", file)));

        Assert.Contains("RuntimeIdentifier", failure.Message);
    }

    [TestMethod]
    public void Read_with_a_function_for_another_language_checks_nothing_of_it()
    {
        var spec = ImageSpecReader.Read(Function("python3.13", "app.py"));

        Assert.AreEqual("/var/task", spec.Layers[0].Destination);
    }

    [TestMethod]
    public void Read_with_a_function_and_no_handler_fails()
    {
        var failure = Expect.Failure(
            DiagnosticCodes.HandlerRequired,
            () => ImageSpecReader.Read(Function("dotnet10", "Hello.runtimeconfig.json").With("LambdaHandler", " ")));

        Assert.AreEqual("LambdaHandler", failure.Origin?.Element);
    }

    private static ImageInputs Function(string runtime, params string[] files) => Inputs.Valid
        .With("LambdaRuntime", runtime)
        .With("LambdaImageIncludeFunction", "true")
        .With("AssemblyName", "Hello")
        .With("LambdaHandler", "Hello") with
    {
        FunctionFiles = [.. files.Select(file => FunctionFile.Of("/publish/" + file, file))],
    };
}
