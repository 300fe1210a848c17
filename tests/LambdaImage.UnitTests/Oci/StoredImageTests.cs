using LambdaImage.Oci;

namespace LambdaImage.UnitTests.Oci;

[TestClass]
public sealed class StoredImageTests
{
    private static readonly string DigestA = "sha256:" + new string('a', 64);
    private static readonly string DigestB = "sha256:" + new string('b', 64);

    [TestMethod]
    [DataRow("hello")]
    [DataRow("docker.io/library/hello:latest")]
    [DataRow("host:5000/hello:1")]
    public void Has_of_one_of_its_tags_is_true(string name)
    {
        Assert.IsTrue(Image().Has(ImageReference.Parse(name)));
    }

    [TestMethod]
    [DataRow("hello:1")]
    [DataRow("host:5000/hello")]
    [DataRow("other")]
    public void Has_of_another_tag_is_false(string name)
    {
        Assert.IsFalse(Image().Has(ImageReference.Parse(name)));
    }

    [TestMethod]
    public void Has_of_a_digest_looks_at_digests()
    {
        Assert.IsTrue(Image().Has(ImageReference.Parse("mirror/base@" + DigestB)));
        Assert.IsFalse(Image().Has(ImageReference.Parse("mirror/base@" + DigestA)));
    }

    [TestMethod]
    public void DigestIn_of_a_repository_is_its_own_not_the_first()
    {
        Assert.AreEqual(DigestB, Image().DigestIn(ImageReference.Parse("mirror/base:1"))?.ToString());
    }

    [TestMethod]
    public void DigestIn_of_a_repository_that_never_had_it_is_none()
    {
        Assert.IsNull(Image().DigestIn(ImageReference.Parse("elsewhere/base:1")));
    }

    private static StoredImage Image() => new(
        "sha256:id",
        [ImageReference.Parse("hello"), ImageReference.Parse("host:5000/hello:1")],
        [ImageReference.Parse("public.ecr.aws/base@" + DigestA), ImageReference.Parse("mirror/base@" + DigestB)],
        new Dictionary<string, string>());
}
