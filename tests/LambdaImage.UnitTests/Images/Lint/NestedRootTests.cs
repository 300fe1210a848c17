using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Images.Lint;
using LambdaImage.Specification;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Layers;

namespace LambdaImage.UnitTests.Images.Lint;

[TestClass]
public sealed class NestedRootTests
{
    [TestMethod]
    [DataRow("tools.zip", "tools/bin/run.sh", "tools")]
    [DataRow("download.zip", "tools-1.0/bin/run", "tools-1.0")]
    [DataRow("download.zip", "out/python/module.py", "out")]
    [DataRow("download.zip", "out/extensions/logger", "out")]
    public void Check_of_a_zip_whose_only_root_should_have_been_left_out_warns_at_it(string zip, string file, string root)
    {
        var warning = Check(zip, file).Single();

        Assert.AreEqual((DiagnosticCodes.NestedRoot, "layers/common"), (warning.Descriptor, warning.Origin?.Include));
        Assert.Contains("/opt/" + root, warning.Text);
    }

    [TestMethod]
    [DataRow("__MACOSX/layer/python/._a.py")]
    [DataRow(".DS_Store")]
    [DataRow("layer/.DS_Store")]
    [DataRow("layer/README.md")]
    public void Check_of_a_zip_with_something_beside_what_runtimes_look_for_warns(string other)
    {
        Assert.AreEqual(DiagnosticCodes.NestedRoot, Check("download.zip", "layer/python/a.py", other).Single().Descriptor);
    }

    [TestMethod]
    public void Check_of_a_zip_from_a_mac_that_keeps_desktop_files_warns()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("download.zip", new HandmadeZip().File("layer/python/a.py", "1").File("__MACOSX/._layer", "x").File(".DS_Store", "x").ToArray());

        Assert.AreEqual(DiagnosticCodes.NestedRoot, Check(LayerSpecs.Layer(path) with { KeepDesktopFiles = true }).Single().Descriptor);
    }

    [TestMethod]
    [DataRow("awscli.zip", "awscli/aws", "awscli/v2/current/dist/aws")]
    [DataRow("awscli.zip", "awscli/aws", "awscli/bin/aws", "awscli/lib/python3.9/site-packages/awscli/__init__.py")]
    [DataRow("tools.zip", "tools/run.sh")]
    public void Check_of_a_zip_with_a_tool_in_a_folder_of_its_own_is_silent(string zip, params string[] files)
    {
        Assert.IsEmpty(Check(zip, files));
    }

    [TestMethod]
    [DataRow("layer.zip")]
    [DataRow("LAYER.ZIP")]
    [DataRow("layer.zip", "__MACOSX/._layer.zip")]
    public void Check_of_a_zip_that_holds_only_a_zip_warns_and_names_it(params string[] files)
    {
        var warning = Check("download.zip", files).Single();

        Assert.AreEqual((DiagnosticCodes.ZipInZip, "layers/common"), (warning.Descriptor, warning.Origin?.Include));
        Assert.Contains($"'{files[0]}'", warning.Text);
    }

    [TestMethod]
    public void Check_of_a_zip_with_a_zip_beside_other_files_is_silent()
    {
        Assert.IsEmpty(Check("download.zip", "data.zip", "README"));
    }

    [TestMethod]
    [DataRow("bin")]
    [DataRow("lib")]
    [DataRow("python")]
    [DataRow("nodejs")]
    [DataRow("java")]
    [DataRow("ruby")]
    [DataRow("dotnetcore")]
    [DataRow("extensions")]
    public void Check_of_a_zip_whose_only_root_is_a_folder_that_runtimes_look_into_is_silent(string root)
    {
        Assert.IsEmpty(Check(root + ".zip", root + "/lib/file"));
    }

    [TestMethod]
    public void Check_of_a_zip_with_a_file_beside_the_folder_is_silent()
    {
        Assert.IsEmpty(Check("tools.zip", "tools/bin/run", "README"));
    }

    [TestMethod]
    public void Check_of_a_zip_whose_only_root_holds_what_its_user_named_is_silent()
    {
        Assert.IsEmpty(Check("download.zip", "models/large.bin"));
    }

    [TestMethod]
    public void Check_of_a_zip_that_holds_one_file_is_silent()
    {
        Assert.IsEmpty(Check("tools.zip", "tools"));
    }

    [TestMethod]
    public void Check_of_a_folder_with_one_folder_is_silent()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tools/tools/bin/run", "run");

        Assert.IsEmpty(Check(folder.At("tools")));
    }

    private static List<BuildMessage> Check(string zip, params string[] files)
    {
        using var folder = new TemporaryFolder();
        var content = new HandmadeZip();
        foreach (var file in files)
        {
            content.UnixFile(file, "content", "100755");
        }

        return Check(folder.Write(zip, content.ToArray()));
    }

    private static List<BuildMessage> Check(string source) => Check(LayerSpecs.Layer(source));

    private static List<BuildMessage> Check(LayerSpec layer)
    {
        using var plan = new ImagePlan(Plans.Spec, [LayerSpecs.Read(layer)], null);
        return [.. PlanLint.Check(plan, [])];
    }
}
