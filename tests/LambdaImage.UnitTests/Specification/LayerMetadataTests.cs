using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;

namespace LambdaImage.UnitTests.Specification;

[TestClass]
public sealed class LayerMetadataTests
{
    [TestMethod]
    [DataRow(null, ExternalLinks.Warn)]
    [DataRow("", ExternalLinks.Warn)]
    [DataRow("warn", ExternalLinks.Warn)]
    [DataRow("Allow", ExternalLinks.Allow)]
    [DataRow("REFUSE", ExternalLinks.Refuse)]
    public void Read_of_a_layer_with_a_rule_for_links_out_of_it_knows_the_rule(string? text, ExternalLinks rule)
    {
        var spec = ImageSpecReader.Read(Inputs.Valid with { Layers = [Inputs.Layer() with { ExternalLinks = text }] });

        Assert.AreEqual(rule, spec.Layers[0].ExternalLinks);
    }

    [TestMethod]
    [DataRow(null, false)]
    [DataRow("False", false)]
    [DataRow("true", true)]
    public void Read_of_a_layer_says_whether_desktop_files_stay(string? text, bool kept)
    {
        var spec = ImageSpecReader.Read(Inputs.Valid with { Layers = [Inputs.Layer() with { KeepDesktopFiles = text }] });

        Assert.AreEqual(kept, spec.Layers[0].KeepDesktopFiles);
    }

    [TestMethod]
    [DataRow(null, "/opt")]
    [DataRow("", "/opt")]
    [DataRow("/opt/", "/opt")]
    [DataRow("/opt/tools", "/opt/tools")]
    [DataRow("/usr//local/", "/usr/local")]
    [DataRow("/var/task/plugins", "/var/task/plugins")]
    [DataRow("/tmpfiles", "/tmpfiles")]
    [DataRow("/srv/über uns", "/srv/über uns")]
    public void Read_of_a_layer_with_a_destination_goes_there(string? text, string folder)
    {
        var spec = ImageSpecReader.Read(Inputs.Valid with { Layers = [Inputs.Layer() with { Destination = text }] });

        Assert.AreEqual(folder, spec.Layers[0].Destination);
    }

    [TestMethod]
    [DataRow("usr/local", "absolute")]
    [DataRow(@"C:\tools", "absolute")]
    [DataRow(@"/usr\local", "absolute")]
    [DataRow("/", "root")]
    [DataRow("/usr/../tmp", "'..'")]
    [DataRow("/./tmp", "'.'")]
    [DataRow("/proc/self", "/proc")]
    [DataRow("/sys", "/sys")]
    [DataRow("/dev/", "/dev")]
    [DataRow("//tmp/cache", "/tmp")]
    [DataRow("/usr/.wh.local", ".wh.")]
    [DataRow("/usr/\u0007", "control character")]
    public void Read_of_a_layer_for_a_place_that_it_can_not_go_to_fails_at_the_layer(string text, string reason)
    {
        var layer = Inputs.Layer() with { Destination = text };

        var failure = Expect.Failure(DiagnosticCodes.InvalidDestination, () => ImageSpecReader.Read(Inputs.Valid with { Layers = [layer] }));

        Assert.AreEqual(("LAMBDAIMAGE2036", layer.Origin), (failure.Descriptor.Code, failure.Origin));
        Assert.Contains(reason, failure.Message);
    }

    [TestMethod]
    [DataRow("yes", null)]
    [DataRow(null, "Ignore")]
    [DataRow(null, "1")]
    public void Read_of_a_layer_with_metadata_outside_its_list_fails_at_the_layer(string? keep, string? links)
    {
        var layer = Inputs.Layer() with { KeepDesktopFiles = keep, ExternalLinks = links };

        var failure = Expect.Failure(DiagnosticCodes.InvalidPropertyValue, () => ImageSpecReader.Read(Inputs.Valid with { Layers = [layer] }));

        Assert.AreEqual(layer.Origin, failure.Origin);
    }

    [TestMethod]
    [DataRow(null, "")]
    [DataRow("", "")]
    [DataRow(" tests/** ;; **/*.pyc;", "tests/**|**/*.pyc")]
    public void Read_of_a_layer_knows_what_is_excluded(string? text, string patterns)
    {
        var spec = ImageSpecReader.Read(Inputs.Valid with { Layers = [Inputs.Layer() with { Exclude = text }] });

        Assert.AreEqual(patterns, string.Join('|', spec.Layers[0].Exclude));
    }

    [TestMethod]
    [DataRow("/opt/lib")]
    [DataRow(@"\lib")]
    [DataRow("C:/lib")]
    [DataRow("lib;../other")]
    [DataRow("lib/../other")]
    [DataRow("./")]
    public void Read_of_a_layer_with_a_pattern_that_leads_out_of_it_fails_at_the_layer(string text)
    {
        var layer = Inputs.Layer() with { Exclude = text };

        var failure = Expect.Failure(DiagnosticCodes.InvalidPattern, () => ImageSpecReader.Read(Inputs.Valid with { Layers = [layer] }));

        Assert.AreEqual(("LAMBDAIMAGE2045", layer.Origin), (failure.Descriptor.Code, failure.Origin));
    }
}
