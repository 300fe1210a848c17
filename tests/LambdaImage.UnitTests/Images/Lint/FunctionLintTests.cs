using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Images.Lint;
using LambdaImage.Lambda;
using LambdaImage.Layers;
using LambdaImage.Specification;

namespace LambdaImage.UnitTests.Images.Lint;

/// <summary>What keeps a function from starting.</summary>
[TestClass]
public sealed class FunctionLintTests
{
    private const string Wrapper = "AWS_LAMBDA_EXEC_WRAPPER";

    [TestMethod]
    public void Check_of_a_function_that_needs_ICU_warns_if_nothing_brings_it()
    {
        var warning = Check(Plans.Spec with { NeedsIcu = true }, LintScene.Function(LintScene.File("bootstrap"))).Single();

        Assert.AreEqual("LAMBDAIMAGE5022", warning.Descriptor!.Code);
        Assert.AreEqual("InvariantGlobalization", warning.Origin!.Element);
    }

    [TestMethod]
    public void Check_of_a_function_with_ICU_in_a_layer_warns_of_nothing() =>
        Assert.IsEmpty(Check(Plans.Spec with { NeedsIcu = true }, LintScene.Function(LintScene.File("bootstrap")), LintScene.Layer("icu", LintScene.File("lib/libicuuc.so.67"))));

    [TestMethod]
    public void Check_of_a_function_that_needs_no_ICU_warns_of_nothing() => Assert.IsEmpty(Check(Plans.Spec, LintScene.Function(LintScene.File("bootstrap"))));

    [TestMethod]
    public void Check_of_a_runtime_that_is_not_known_warns()
    {
        var warning = Check(Plans.Spec with { Runtime = LambdaRuntime.Parse("dotnet11") }).Single();

        Assert.AreEqual("LAMBDAIMAGE5021", warning.Descriptor!.Code);
        Assert.AreEqual("LambdaRuntime", warning.Origin!.Element);
    }

    [TestMethod]
    [DataRow("/opt/wrapper", EntryMode.Executable, 0, DisplayName = "there")]
    [DataRow("/opt/wrapper", EntryMode.Plain, 1, DisplayName = "not executable")]
    [DataRow("/opt/other", EntryMode.Executable, 1, DisplayName = "another file")]
    [DataRow("/opt/Wrapper", EntryMode.Executable, 1, DisplayName = "another case")]
    [DataRow("/usr/bin/wrapper", EntryMode.Executable, 0, DisplayName = "in the base")]
    public void Check_of_a_wrapper_warns_if_Lambda_can_not_start_it(string path, int mode, int warnings)
    {
        var spec = Plans.Spec with { Environment = new Dictionary<string, string> { [Wrapper] = path } };

        var seen = Check(spec, LintScene.Layer("layer", LintScene.File("wrapper", mode: mode)));

        Assert.HasCount(warnings, seen);
        Assert.IsTrue(seen.All(warning => warning.Descriptor!.Code == "LAMBDAIMAGE5023" && warning.Origin!.Include == Wrapper));
    }

    [TestMethod]
    public void Check_of_a_wrapper_takes_the_layer_that_wins()
    {
        var spec = Plans.Spec with { Environment = new Dictionary<string, string> { [Wrapper] = "/opt/wrapper" } };

        Assert.IsEmpty(Check(spec, LintScene.Layer("one", LintScene.File("wrapper", mode: EntryMode.Plain)), LintScene.Layer("two", LintScene.File("wrapper"))));
    }

    private static List<BuildMessage> Check(ImageSpec spec, params (LayerSpec Spec, LayerEntry[] Entries)[] layers)
    {
        using var plan = new ImagePlan(spec, [.. layers.Select(layer => new LayerContents(layer.Spec, layer.Entries))], null);
        return [.. FunctionLint.Check(plan)];
    }
}
