using System.Globalization;
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

    private static readonly DateOnly Today = new(2026, 5, 13);

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
    [DataRow("2026-05-14", "Lambda deprecates dotnet8 on 10 November 2026")]
    [DataRow("2026-11-09", "Lambda deprecates dotnet8 on 10 November 2026")]
    [DataRow("2026-11-10", "Lambda deprecated dotnet8 on 10 November 2026")]
    [DataRow("2026-05-13", null)]
    public void Check_of_a_runtime_that_is_deprecated_or_soon_will_be_warns(string day, string? text)
    {
        var spec = Plans.Spec with { IsLambdaBase = true, Runtime = LambdaRuntime.Parse("dotnet8") };
        using var plan = new ImagePlan(spec, [], null);

        var seen = FunctionLint.Check(plan, DateOnly.Parse(day, CultureInfo.InvariantCulture)).ToList();

        Assert.HasCount(text is null ? 0 : 1, seen);
        Assert.IsTrue(seen.All(warning => warning.Descriptor!.Code == "LAMBDAIMAGE5041" && warning.Text.StartsWith(text!, StringComparison.Ordinal)));
        Assert.IsTrue(seen.All(warning => warning.Text.EndsWith("Go on to dotnet10, with TargetFramework net10.0.", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Check_of_a_single_file_that_extracts_itself_warns_if_no_folder_is_named()
    {
        var spec = Plans.Spec with { ExtractsItself = true };

        Assert.AreEqual("LAMBDAIMAGE5040", Check(spec).Single().Descriptor!.Code);
        Assert.IsEmpty(Check(spec with { Environment = new Dictionary<string, string> { ["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = "/tmp" } }));
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
        return [.. FunctionLint.Check(plan, Today)];
    }
}
