using LambdaImage.Images;
using LambdaImage.Oci;

namespace LambdaImage.UnitTests.Images;

[TestClass]
public sealed class ImageLabelsTests
{
    private const string BaseName = "org.opencontainers.image.base.name";
    private const string BaseDigest = "org.opencontainers.image.base.digest";

    [TestMethod]
    public void Of_an_image_names_base_fingerprint_and_project()
    {
        var labels = ImageLabels.Of(ImageSamples.Composed() with { BaseDigest = Digest.OfSha256(ImageSamples.First) });

        Assert.AreEqual("127.0.0.1:5000/lambda/dotnet:10-x86_64", labels[BaseName]);
        Assert.AreEqual("sha256:" + ImageSamples.First, labels[BaseDigest]);
        Assert.AreEqual("f00d", labels["lambdaimage.fingerprint"]);
        Assert.AreEqual("Hello", labels["lambdaimage.project"]);
        Assert.AreEqual("1dea", labels["lambdaimage.project.id"]);
        Assert.AreEqual("1", labels["a"]);
    }

    [TestMethod]
    public void Of_a_base_that_was_never_pulled_has_no_digest()
    {
        Assert.DoesNotContain(BaseDigest, ImageLabels.Of(ImageSamples.Composed()).Keys);
    }

    [TestMethod]
    public void Of_a_spec_with_a_label_of_the_same_name_takes_the_users()
    {
        var spec = Plans.Spec with { Labels = new Dictionary<string, string> { [BaseName] = "mine" } };

        Assert.AreEqual("mine", ImageLabels.Of(spec)[BaseName]);
    }
}
