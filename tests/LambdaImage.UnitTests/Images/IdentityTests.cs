using System.Globalization;
using System.Text;
using LambdaImage.Images;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.UnitTests.Images;

/// <summary>
/// The fingerprint stands for the image: whatever reaches the config reaches the fingerprint, too. Else a build would call an image up to
/// date that a forced build would make otherwise. The config's own labels of fingerprint and of the base's digest are left out: the one
/// follows from the rest, and engines differ in whether they know the other.
/// </summary>
[TestClass]
public sealed class IdentityTests
{
    private const int Images = 4000;

    [TestMethod]
    public void Images_with_equal_fingerprints_have_equal_configs()
    {
        var images = Enumerable.Range(0, Images).Select(seed => Make(new Random(seed), new Random(seed))).ToList();

        var wrong = images.GroupBy(image => image.Fingerprint).FirstOrDefault(group => group.DistinctBy(image => image.Config).Count() > 1);

        Assert.IsNull(wrong, string.Join('\n', wrong?.Select(image => image.Config) ?? []));
        Assert.IsLessThan(Images, images.DistinctBy(image => image.Fingerprint).Count());
    }

    [TestMethod]
    public void Images_that_differ_in_names_and_in_how_they_are_built_are_the_same()
    {
        for (var seed = 0; seed < Images; seed++)
        {
            Assert.AreEqual(Make(new Random(seed), new Random(1)), Make(new Random(seed), new Random(seed)));
        }
    }

    // What names an image and how it gets onto the engine is chosen by the second, and must not matter.
    private static Identity Make(Random random, Random irrelevant)
    {
        var spec = new ImageSpec
        {
            Project = Pick(random, "Hello", "Other"),
            ProjectId = Pick(random, "1", "2"),
            Names = [ImageReference.Parse(Pick(irrelevant, "hello", "other:1"))],
            BaseImage = ImageReference.Parse(Pick(random, "base:1", "registry.test/base:1")),
            Architecture = LambdaArchitecture.X64,
            Layers = Pick<IReadOnlyList<LayerSpec>>(random, [], [Plans.Folder("/a") with { Kind = LayerKind.Bootstrap }]),
            Emulator = Pick(random, null, new EmulatorSpec(EmulatorMode.Auto, null, ImageReference.Parse("source")), new(EmulatorMode.Always, null, ImageReference.Parse("source"))),
            Handler = Pick(random, null, "", "A::B", "A"),
            EntryPoint = Pick<IReadOnlyList<string>>(random, [], ["A"], ["A", "A"]),
            User = Pick(random, null, "1", "2"),
            WorkingDirectory = Pick(random, null, "/"),
            Environment = Pairs(random),
            Labels = Pairs(random),
            Created = Pick(random, ImageSpec.DefaultCreated, 0, 1_700_000_000),
            ForceBuild = irrelevant.Next(2) == 0,
            PullPolicy = Pick(irrelevant, PullPolicy.Missing, PullPolicy.Always),
            Strategy = Pick(irrelevant, BuildStrategy.Auto, BuildStrategy.Load),
        };
        var layers = Enumerable.Range(0, random.Next(3)).Select(_ => Layer(random, irrelevant)).ToList();
        var baseImage = Base(random);
        var fingerprint = Fingerprint.Compute(spec, Image.IdentityOf(baseImage), [.. layers.Select(layer => layer.Digest)], emulatorDigest: null);
        var image = new Image(
            baseImage,
            [.. layers.Select(layer => ImageSamples.Layer(layer.Digest, 1, layer.Spec.Destination))],
            ConfigChanges.Of(spec),
            Fingerprint: string.Empty);
        return new(Encoding.UTF8.GetString(image.Config.Content), fingerprint);
    }

    // The files' place in the image is part of their tar, and so of its digest.
    private static (LayerSpec Spec, Digest Digest) Layer(Random random, Random irrelevant)
    {
        var kind = Pick(random, LayerKind.Layer, LayerKind.Function);
        var digest = ((int)kind * 10) + random.Next(3);
        return (Plans.Folder(Pick(irrelevant, "/a", "/b")) with { Kind = kind, Name = Pick(irrelevant, "one", "two") }, Digest.OfSha256(digest.ToString("d64", CultureInfo.InvariantCulture)));
    }

    private static ImageConfig Base(Random random) => ImageSamples.Base(
        Pick(random, "null", "{}", """{"User":""}""", """{"User":"1"}""", """{"Env":["A=1"]}""", """{"Labels":{"a":"1"}}""", """{"Cmd":["A"]}""", """{"Entrypoint":["A"]}""", """{"Entrypoint":["/lambda-entrypoint.sh"]}"""),
        variant: Pick(random, string.Empty, "v2")).Config;

    private static Dictionary<string, string> Pairs(Random random)
    {
        var pairs = new Dictionary<string, string>();
        for (var i = random.Next(3); i > 0; i--)
        {
            pairs[Pick(random, "A", "B", "a")] = Pick(random, string.Empty, "1", "A=1");
        }

        return pairs;
    }

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];

    private sealed record Identity(string Config, string Fingerprint);
}
