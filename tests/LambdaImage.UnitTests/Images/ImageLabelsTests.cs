using LambdaImage.Images;

namespace LambdaImage.UnitTests.Images;

[TestClass]
public sealed class ImageLabelsTests
{
    private const string BaseName = "org.opencontainers.image.base.name";

    [TestMethod]
    public void Of_a_spec_with_a_fingerprint_names_base_fingerprint_and_project()
    {
        var labels = ImageLabels.WithFingerprint(ImageLabels.Of(Plans.Spec), "f00d");

        Assert.AreEqual("127.0.0.1:5000/lambda/dotnet:10-x86_64", labels[BaseName]);
        Assert.AreEqual("f00d", labels["lambdaimage.fingerprint"]);
        Assert.AreEqual("Hello", labels["lambdaimage.project"]);
        Assert.AreEqual("1dea", labels["lambdaimage.project.id"]);
        Assert.AreEqual("1", labels["a"]);
    }

    [TestMethod]
    public void Of_a_spec_with_a_label_of_the_same_name_takes_the_users()
    {
        var spec = Plans.Spec with { Labels = new Dictionary<string, string> { [BaseName] = "mine" } };

        Assert.AreEqual("mine", ImageLabels.Of(spec)[BaseName]);
    }
}
