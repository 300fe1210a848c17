using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Images.Lint;
using LambdaImage.Layers;
using LambdaImage.Specification;

namespace LambdaImage.UnitTests.Images.Lint;

[TestClass]
public sealed class LoaderCheckTests
{
    private const long Gigabyte = 1024 * 1024 * 1024;

    [TestMethod]
    public void Image_that_Lambda_loads_gives_no_warning()
    {
        Assert.IsEmpty(Check(new(Gigabyte, Orphan: null), LintScene.Layer("a", new LayerEntry("bin", EntryKind.Directory, 0b111_101_101), LintScene.File("bin/tool"), LintScene.Link("link", "bin/tool"))));
    }

    [TestMethod]
    [DataRow(false, 0b110_000_000)]
    [DataRow(false, 0b110_110_000)]
    [DataRow(true, 0b111_000_000)]
    public void File_that_only_its_owner_can_read_is_told(bool isFolder, int mode)
    {
        var kind = isFolder ? EntryKind.Directory : EntryKind.File;
        var warnings = Check(null, LintScene.Layer("a", new LayerEntry("secret", kind, mode))).Of(DiagnosticCodes.NotReadable);

        Assert.Contains("'secret' of 'a'", warnings.Single().Text);
    }

    [TestMethod]
    public void All_that_is_wrong_is_told_at_once()
    {
        var warnings = Check(new(6 * Gigabyte, "etc/passwd"), LintScene.Layer("a", LintScene.File("large", mode: 0b110_000_000, size: 5 * Gigabyte)));

        Assert.AreEqual("LAMBDAIMAGE5016 LAMBDAIMAGE5017 LAMBDAIMAGE5018", string.Join(' ', warnings.Select(warning => warning.Descriptor!.Code).Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    [DataRow("123\n", 123L, null)]
    [DataRow("123\netc/x", 123L, "etc/x")]
    public void Facts_are_read_as_they_were_written(string text, long size, string? orphan)
    {
        Assert.AreEqual(new BaseFacts(size, orphan), BaseFacts.Parse(text));
        Assert.AreEqual(text, BaseFacts.Parse(text)!.ToString());
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("x\n")]
    public void Facts_that_are_damaged_are_none(string? text)
    {
        Assert.IsNull(BaseFacts.Parse(text));
    }

    private static IReadOnlyList<BuildMessage> Check(BaseFacts? facts, params (LayerSpec Spec, LayerEntry[] Entries)[] layers)
    {
        using var plan = new ImagePlan(Plans.Spec, [.. layers.Select(layer => new LayerContents(layer.Spec, layer.Entries))], null);
        return [.. LoaderCheck.Check(plan, facts)];
    }
}
