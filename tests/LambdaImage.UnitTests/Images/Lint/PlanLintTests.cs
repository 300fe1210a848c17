using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;
using static LambdaImage.UnitTests.Images.Lint.LintScene;

namespace LambdaImage.UnitTests.Images.Lint;

[TestClass]
public sealed class PlanLintTests
{
    private const int Plain = 0b110_100_100;
    private const long Limit = 250L * 1024 * 1024;

    [TestMethod]
    public void Check_of_five_layers_and_a_function_is_silent()
    {
        var layers = Enumerable.Range(1, 5).Select(i => Layer($"layer{i}", File($"file{i}")));

        Assert.IsEmpty(Check([.. layers, Function(File("Hello"))]));
    }

    [TestMethod]
    public void Check_of_six_layers_warns_at_the_sixth()
    {
        var warning = Check([.. Enumerable.Range(1, 6).Select(i => Layer($"layer{i}", File($"file{i}")))]).Single();

        Assert.AreEqual((DiagnosticCodes.TooManyLayers, "layer6"), (warning.Descriptor, warning.Origin?.Include));
        Assert.Contains("6 layers", warning.Text);
    }

    [TestMethod]
    public void Check_of_250_MB_in_layers_and_function_is_silent()
    {
        Assert.IsEmpty(Check(Layer("one", File("a", size: Limit - 1)), Function(File("Hello"))));
    }

    [TestMethod]
    public void Check_of_more_than_250_MB_in_layers_and_function_warns()
    {
        var warning = Check(Layer("one", File("a", size: Limit)), Function(File("Hello"))).Single();

        Assert.AreEqual(DiagnosticCodes.TooLarge, warning.Descriptor);
        Assert.Contains("250", warning.Text);
    }

    [TestMethod]
    [DataRow("bootstrap")]
    [DataRow("extensions/logger")]
    public void Check_of_a_file_that_lambda_starts_without_the_execute_bit_warns_at_its_layer(string path)
    {
        var warning = Check(Layer("tools", File(path, mode: Plain))).Single();

        Assert.AreEqual((DiagnosticCodes.NotExecutable, "tools"), (warning.Descriptor, warning.Origin?.Include));
        Assert.Contains($"'{path}'", warning.Text);
    }

    [TestMethod]
    [DataRow("bootstrap")]
    [DataRow("extensions/logger")]
    public void Check_of_a_file_that_lambda_starts_with_the_execute_bit_is_silent(string path)
    {
        Assert.IsEmpty(Check(Layer("tools", File(path))));
    }

    [TestMethod]
    [DataRow("extensions/lib/helper.py")]
    [DataRow("bin/bootstrap")]
    [DataRow("extensions.txt")]
    [DataRow("Bootstrap")]
    public void Check_of_a_file_that_lambda_does_not_start_is_silent_without_the_execute_bit(string path)
    {
        Assert.IsEmpty(Check(Layer("tools", File(path, mode: Plain))));
    }

    [TestMethod]
    public void Check_of_folders_with_the_names_of_what_lambda_starts_is_silent()
    {
        Assert.IsEmpty(Check(Layer("tools", Folder("bootstrap"), Folder("extensions"), Folder("extensions/lib"))));
    }

    [TestMethod]
    public void Check_of_the_functions_bootstrap_without_the_execute_bit_warns()
    {
        var warning = Check(Function(File("bootstrap", mode: Plain))).Single();

        Assert.AreEqual(DiagnosticCodes.NotExecutable, warning.Descriptor);
    }

    [TestMethod]
    public void Check_of_the_functions_own_extensions_folder_is_silent()
    {
        Assert.IsEmpty(Check(Function(File("extensions/settings.json", mode: Plain))));
    }

    [TestMethod]
    public void Check_of_a_file_with_other_content_in_a_later_layer_warns_at_the_later_one()
    {
        var warning = Check(Layer("first", File("both", "a")), Layer("second", File("both", "b"))).Single();

        Assert.AreEqual((DiagnosticCodes.FileReplaced, "second"), (warning.Descriptor, warning.Origin?.Include));
        Assert.Contains("'second' replaces 'both' of 'first'", warning.Text);
    }

    [TestMethod]
    public void Check_of_a_file_with_the_same_content_in_a_later_layer_is_silent()
    {
        Assert.IsEmpty(Check(Layer("first", File("both")), Layer("second", File("both"))));
    }

    [TestMethod]
    public void Check_of_the_same_name_in_layers_for_different_folders_is_silent()
    {
        Assert.IsEmpty(Check(Layer("first", File("both", "a")), For("/usr/local", Layer("second", File("both", "b")))));
    }

    [TestMethod]
    public void Check_of_a_file_in_a_layer_for_a_folder_of_an_earlier_one_warns()
    {
        var warning = Check(Layer("first", File("tools/both", "a")), For("/opt/tools", Layer("second", File("both", "b")))).Single();

        Assert.AreEqual(DiagnosticCodes.FileReplaced, warning.Descriptor);
    }

    [TestMethod]
    [DataRow("bootstrap")]
    [DataRow("extensions/logger")]
    public void Check_of_what_lambda_starts_in_a_layer_for_another_folder_is_silent(string path)
    {
        Assert.IsEmpty(Check(For("/usr/local", Layer("tools", File(path, mode: Plain)))));
    }

    [TestMethod]
    public void Check_of_a_link_in_place_of_a_file_warns()
    {
        Assert.HasCount(1, Check(Layer("first", File("both")), Layer("second", Link("both", "other"))).Of(DiagnosticCodes.FileReplaced));
    }

    [TestMethod]
    public void Check_of_a_link_that_leads_elsewhere_in_a_later_layer_warns()
    {
        Assert.HasCount(1, Check(Layer("first", Link("both", "a")), Layer("second", Link("both", "b"))).Of(DiagnosticCodes.FileReplaced));
    }

    [TestMethod]
    public void Check_of_the_same_link_in_a_later_layer_is_silent()
    {
        Assert.IsEmpty(Check(Layer("first", Link("both", "a")), Layer("second", Link("both", "a"))));
    }

    [TestMethod]
    public void Check_of_names_that_differ_in_case_is_silent()
    {
        Assert.IsEmpty(Check(Layer("first", File("name", "a")), Layer("second", File("NAME", "b"))));
    }

    [TestMethod]
    public void Check_of_a_folder_in_two_layers_is_silent()
    {
        Assert.IsEmpty(Check(Layer("first", Folder("lib"), File("lib/a")), Layer("second", Folder("lib"), File("lib/b"))));
    }

    [TestMethod]
    public void Check_of_a_file_of_the_function_with_the_name_of_a_layers_is_silent()
    {
        Assert.IsEmpty(Check(Layer("first", File("both", "a")), Function(File("both", "b"))));
    }

    [TestMethod]
    public void Check_of_a_file_in_three_layers_warns_of_each_that_it_follows()
    {
        var warnings = Check(Layer("first", File("both", "a")), Layer("second", File("both", "b")), Layer("third", File("both", "a")));

        Assert.AreEqual("second third", string.Join(' ', warnings.Of(DiagnosticCodes.FileReplaced).Select(warning => warning.Origin?.Include)));
    }

    private static (LayerSpec Spec, LayerEntry[] Entries) For(string folder, (LayerSpec Spec, LayerEntry[] Entries) layer) => (layer.Spec with { Folder = folder }, layer.Entries);
}
