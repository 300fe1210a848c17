using System.Security.Cryptography;
using LambdaImage.Oci;

namespace LambdaImage.UnitTests.Oci;

[TestClass]
public sealed class DigestTests
{
    private const string Sha256 = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestMethod]
    [DataRow(Sha256, "sha256")]
    [DataRow("sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "sha512")]
    public void Parse_of_a_digest_tells_algorithm_and_hash(string text, string algorithm)
    {
        var digest = Digest.ParseOrNull(text);

        Assert.AreEqual((text, algorithm, text[7..]), (digest?.ToString(), digest?.Algorithm, digest?.Hex));
        Assert.AreEqual(digest, Digest.ParseOrNull(text));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("sha256:")]
    [DataRow("sha256")]
    [DataRow("md5:0123456789abcdef0123456789abcdef")]
    [DataRow("sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")]
    [DataRow(Sha256 + "0")]
    [DataRow(Sha256 + "\n")]
    [DataRow("sha512:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [DataRow("sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    [DataRow("SHA256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [DataRow("sha256:../../../../../../../../../../../../../../../../../../etc/passwdx")]
    [DataRow("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Parse_of_something_else_is_none(string? text)
    {
        Assert.IsNull(Digest.ParseOrNull(text));
    }

    [TestMethod]
    public void Of_some_bytes_is_their_SHA256()
    {
        Assert.AreEqual("sha256:" + Convert.ToHexStringLower(SHA256.HashData("abc"u8)), Digest.Of("abc"u8).ToString());
    }

    [TestMethod]
    public void OfSha256_of_something_else_fails()
    {
        Assert.Throws<FormatException>(() => Digest.OfSha256("no hash"));
    }
}
