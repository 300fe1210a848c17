using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Images;

[TestClass]
public sealed class FingerprintTests
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static IEnumerable<object[]> Properties =>
    [
        ["handler", (ImageSpec spec) => spec with { Handler = "Other" }],
        ["no handler", (ImageSpec spec) => spec with { Handler = null }],
        ["empty handler", (ImageSpec spec) => spec with { Handler = string.Empty }],
        ["entrypoint", (ImageSpec spec) => spec with { EntryPoint = ["/run"] }],
        ["user", (ImageSpec spec) => spec with { User = "1000" }],
        ["working directory", (ImageSpec spec) => spec with { WorkingDirectory = "/" }],
        ["variable", (ImageSpec spec) => spec with { Environment = new Dictionary<string, string> { ["A"] = "2" } }],
        ["variable's name", (ImageSpec spec) => spec with { Environment = new Dictionary<string, string> { ["B"] = "1" } }],
        ["no variable", (ImageSpec spec) => spec with { Environment = new Dictionary<string, string>() }],
        ["label", (ImageSpec spec) => spec with { Labels = new Dictionary<string, string> { ["a"] = "2" } }],
        ["no label", (ImageSpec spec) => spec with { Labels = new Dictionary<string, string>() }],
        ["architecture", (ImageSpec spec) => spec with { Architecture = LambdaArchitecture.Arm64 }],
        ["timestamp", (ImageSpec spec) => spec with { Timestamp = 0 }],
        ["created", (ImageSpec spec) => spec with { Created = 0 }],
        ["base image", (ImageSpec spec) => spec with { BaseImage = ImageReference.Parse("other") }],
        ["project", (ImageSpec spec) => spec with { Project = "Other" }],
        ["project's identity", (ImageSpec spec) => spec with { ProjectId = "other" }],
        ["variable as label", (ImageSpec spec) => spec with { Environment = spec.Labels, Labels = spec.Environment }],
    ];

    [TestMethod]
    [DynamicData(nameof(Properties))]
    public void Compute_with_another_property_is_another(string property, Func<ImageSpec, ImageSpec> change)
    {
        Assert.AreNotEqual(Plans.Fingerprint(Plans.Spec), Plans.Fingerprint(change(Plans.Spec)), property);
    }

    [TestMethod]
    public void Compute_twice_is_the_same_64_digits()
    {
        var fingerprint = Plans.Fingerprint(Plans.Spec);

        Assert.AreEqual(fingerprint, Plans.Fingerprint(Plans.Spec));
        Assert.MatchesRegex(@"\A[0-9a-f]{64}\z", fingerprint);
    }

    [TestMethod]
    public void Compute_on_another_base_is_another()
    {
        Assert.AreNotEqual(Plans.Fingerprint(Plans.Spec, "sha256:one"), Plans.Fingerprint(Plans.Spec, "sha256:two"));
    }

    [TestMethod]
    [DataRow("content")]
    [DataRow("size")]
    [DataRow("mode")]
    [DataRow("link target")]
    [DataRow("new file")]
    [DataRow("new empty folder")]
    [DataRow("name")]
    [DataRow("gone")]
    [DataRow("file for link")]
    public void Compute_after_a_change_in_a_layer_is_another(string change)
    {
        using var folder = Sample();
        var before = Plans.Fingerprint(Plans.WithLayers(folder.Path));

        Change(folder, change);

        Assert.AreNotEqual(before, Plans.Fingerprint(Plans.WithLayers(folder.Path)));
    }

    [TestMethod]
    public void Compute_with_layers_in_another_order_is_another()
    {
        using var a = new TemporaryFolder();
        using var b = new TemporaryFolder();
        a.Write("a", "x");
        b.Write("b", "x");

        Assert.AreNotEqual(Plans.Fingerprint(Plans.WithLayers(a.Path, b.Path)), Plans.Fingerprint(Plans.WithLayers(b.Path, a.Path)));
    }

    [TestMethod]
    public void Compute_with_a_layer_in_another_place_of_the_image_is_another()
    {
        using var folder = Sample();
        var function = Plans.Folder(folder.Path) with { Kind = LayerKind.Function };

        Assert.AreNotEqual(Plans.Fingerprint(Plans.WithLayers(folder.Path)), Plans.Fingerprint(Plans.Spec with { Layers = [function] }));
    }

    [TestMethod]
    public void Compute_after_touching_times_is_the_same()
    {
        using var folder = Sample();
        var before = Plans.Fingerprint(Plans.WithLayers(folder.Path));

        File.SetLastWriteTimeUtc(folder.At("file"), DateTime.UnixEpoch);
        Directory.SetLastWriteTimeUtc(folder.At("lib"), DateTime.UnixEpoch);

        Assert.AreEqual(before, Plans.Fingerprint(Plans.WithLayers(folder.Path)));
    }

    [TestMethod]
    public void Compute_of_the_same_files_made_elsewhere_in_another_order_is_the_same()
    {
        using var folder = Sample();
        using var other = new TemporaryFolder();
        other.Write("lib/inner", "x");
        File.CreateSymbolicLink(other.At("link"), "file");
        other.Write("file", "hello");

        Assert.AreEqual(Plans.Fingerprint(Plans.WithLayers(folder.Path)), Plans.Fingerprint(Plans.WithLayers(other.Path)));
    }

    [TestMethod]
    public void Compute_with_bits_that_the_image_does_not_get_is_the_same()
    {
        using var folder = Sample();
        var before = Plans.Fingerprint(Plans.WithLayers(folder.Path));

        File.SetUnixFileMode(folder.At("file"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);

        Assert.AreEqual(before, Plans.Fingerprint(Plans.WithLayers(folder.Path)));
    }

    [TestMethod]
    public void Compute_with_variables_said_in_another_order_is_the_same()
    {
        var one = Plans.Spec with { Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" } };
        var two = Plans.Spec with { Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" } };

        Assert.AreEqual(Plans.Fingerprint(one), Plans.Fingerprint(two));
    }

    [TestMethod]
    public void Compute_with_another_name_of_the_image_is_the_same()
    {
        Assert.AreEqual(Plans.Fingerprint(Plans.Spec), Plans.Fingerprint(Plans.Spec with { Names = [ImageReference.Parse("other:2")] }));
    }

    [TestMethod]
    public void Compute_with_another_way_of_building_is_the_same()
    {
        Assert.AreEqual(Plans.Fingerprint(Plans.Spec), Plans.Fingerprint(Plans.Spec with { ForceBuild = true, PullPolicy = PullPolicy.Always }));
    }

    private static TemporaryFolder Sample()
    {
        var folder = new TemporaryFolder();
        folder.Write("file", "hello");
        folder.Write("lib/inner", "x");
        File.CreateSymbolicLink(folder.At("link"), "file");
        return folder;
    }

    private static void Change(TemporaryFolder folder, string change)
    {
        switch (change)
        {
            case "content":
                folder.Write("file", "HELLO");
                break;
            case "size":
                folder.Write("file", "hello, hello");
                break;
            case "mode":
                File.SetUnixFileMode(folder.At("file"), Executable);
                break;
            case "link target":
                File.Delete(folder.At("link"));
                File.CreateSymbolicLink(folder.At("link"), "lib");
                break;
            case "new file":
                folder.Write("new", string.Empty);
                break;
            case "new empty folder":
                Directory.CreateDirectory(folder.At("new"));
                break;
            case "name":
                File.Move(folder.At("file"), folder.At("other"));
                break;
            case "gone":
                File.Delete(folder.At("lib/inner"));
                break;
            default:
                File.Delete(folder.At("link"));
                folder.Write("link", "file");
                break;
        }
    }
}
