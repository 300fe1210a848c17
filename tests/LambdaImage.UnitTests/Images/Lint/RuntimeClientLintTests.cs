using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Images.Lint;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.UnitTests.Images.Lint;

/// <summary>Programs that ask Lambda for events, and others.</summary>
[TestClass]
public sealed class RuntimeClientLintTests
{
    private static readonly string Folder = AppContext.BaseDirectory;

    // A program that is none of Lambda's; this assembly has the text that a client reads.
    private static readonly FunctionFile Program = new(Path.Combine(Folder, "LambdaImage.TestProcess.dll"), "Hello.dll");
    private static readonly FunctionFile Library = new(Path.Combine(Folder, "ICSharpCode.SharpZipLib.dll"), "ICSharpCode.SharpZipLib.dll");
    private static readonly FunctionFile Loop = new(typeof(RuntimeClientLintTests).Assembly.Location, "Loop.dll");

    private static readonly ImageSpec Spec = Plans.Spec with { IsLambdaBase = true };

    [TestMethod]
    [DataRow("Hello")]
    [DataRow("Hello.dll")]
    public void Check_of_a_program_without_a_client_warns_at_its_output_type(string handler)
    {
        var warning = Check(Spec with { Handler = handler }, Program, Library).Single();

        Assert.AreEqual("LAMBDAIMAGE5028", warning.Descriptor!.Code);
        Assert.AreEqual("OutputType", warning.Origin!.Element);
        Assert.Contains("Amazon.Lambda.RuntimeSupport", warning.Text);
    }

    [TestMethod]
    public void Check_of_a_program_with_a_client_is_silent()
    {
        Assert.Contains("AWS_LAMBDA_RUNTIME_API", "The text is AWS_LAMBDA_RUNTIME_API.");
        Assert.IsEmpty(Check(Spec, Program, new("/nowhere/Client.dll", "Amazon.Lambda.RuntimeSupport.dll")));
        Assert.IsEmpty(Check(Spec, Program, Loop with { Path = "AWS.dll" }));
    }

    [TestMethod]
    public void Check_of_what_is_no_program_that_dotnet_starts_is_silent()
    {
        Assert.IsEmpty(Check(Spec with { Handler = "Hello::A.B::C" }, Program));
        Assert.IsEmpty(Check(Spec, Library with { Path = "Hello.dll" }));
        Assert.IsEmpty(Check(Spec, new FunctionFile("/nowhere/Hello", "Hello")));
        Assert.IsEmpty(Check(Spec with { IsLambdaBase = false }, Program));
    }

    [TestMethod]
    public void Check_of_a_program_that_something_else_asks_for_is_silent()
    {
        var (layer, entries) = LintScene.Layer("adapter", LintScene.File("extensions/lambda-adapter"));

        Assert.IsEmpty(Check(Spec with { Environment = new Dictionary<string, string> { ["AWS_LAMBDA_EXEC_WRAPPER"] = "/opt/bootstrap" } }, Program));
        using var contents = new LayerContents(layer, entries);
        Assert.IsEmpty(Check(Spec, [contents], Program));
    }

    private static List<BuildMessage> Check(ImageSpec spec, params FunctionFile[] files) => Check(spec, [], files);

    private static List<BuildMessage> Check(ImageSpec spec, LayerContents[] layers, params FunctionFile[] files)
    {
        var function = new LayerSpec { Kind = LayerKind.Function, Name = "Hello", Source = new PublishOutputSource("/publish", files) };
        using var contents = new LayerContents(function, []);
        using var plan = new ImagePlan(spec, [.. layers, contents]);

        // Split into layers, it is the same function.
        using var part = contents with { Spec = function with { Source = new FunctionPartSource(files), Part = FunctionPart.Code }, Whole = contents };
        using var split = new ImagePlan(spec, [.. layers, part]);
        CollectionAssert.AreEqual(RuntimeClientLint.Check(plan).ToList(), RuntimeClientLint.Check(split).ToList());
        return [.. RuntimeClientLint.Check(plan)];
    }
}
