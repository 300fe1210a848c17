using LambdaImage.Diagnostics;
using LambdaImage.Oci;

namespace LambdaImage.UnitTests.Oci;

[TestClass]
public sealed class ImageReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestMethod]
    [DataRow("alpine", "docker.io", "library/alpine", "latest", null)]
    [DataRow("alpine:3.20", "docker.io", "library/alpine", "3.20", null)]
    [DataRow("library/alpine", "docker.io", "library/alpine", "latest", null)]
    [DataRow("docker.io/alpine", "docker.io", "library/alpine", "latest", null)]
    [DataRow("index.docker.io/library/alpine", "docker.io", "library/alpine", "latest", null)]
    [DataRow("user/app:1", "docker.io", "user/app", "1", null)]
    [DataRow("public.ecr.aws/lambda/dotnet:10-x86_64", "public.ecr.aws", "lambda/dotnet", "10-x86_64", null)]
    [DataRow("registry.example.com:5000/a/b/c:v1", "registry.example.com:5000", "a/b/c", "v1", null)]
    [DataRow("registry.example.com:5000/a/b", "registry.example.com:5000", "a/b", "latest", null)]
    [DataRow("localhost/app", "localhost", "app", "latest", null)]
    [DataRow("localhost:5000/app", "localhost:5000", "app", "latest", null)]
    [DataRow("127.0.0.1:5000/lambda/provided:al2023", "127.0.0.1:5000", "lambda/provided", "al2023", null)]
    [DataRow("[::1]:5000/app:1", "[::1]:5000", "app", "1", null)]
    [DataRow("host:5000/64", "host:5000", "64", "latest", null)]
    [DataRow("UPPER/app", "UPPER", "app", "latest", null)]
    [DataRow("app@sha256:" + Hex, "docker.io", "library/app", null, "sha256:" + Hex)]
    [DataRow("app:1@sha256:" + Hex, "docker.io", "library/app", "1", "sha256:" + Hex)]
    [DataRow("host:5000/app:1@sha256:" + Hex, "host:5000", "app", "1", "sha256:" + Hex)]
    [DataRow("a__b/c-d--e/f.g_h:_tag.-x", "docker.io", "a__b/c-d--e/f.g_h", "_tag.-x", null)]
    public void Parse_of_a_reference_finds_its_parts(string value, string registry, string path, string? tag, string? digest)
    {
        var reference = ImageReference.Parse(value);

        Assert.AreEqual((registry, path, tag, digest), (reference.Registry, reference.Path, reference.Tag, reference.Digest?.ToString()));
    }

    [TestMethod]
    [DataRow("docker.io/library/alpine:3", "alpine:3", "alpine:3")]
    [DataRow("index.docker.io/user/app", "user/app:latest", "user/app:latest")]
    [DataRow("host:5000/app:1", "host:5000/app:1", "host:5000/app:1")]
    [DataRow("app@sha256:" + Hex, "app@sha256:" + Hex, "app@sha256:" + Hex)]
    [DataRow("app:1@sha256:" + Hex, "app:1@sha256:" + Hex, "app@sha256:" + Hex)]
    public void Parse_of_a_reference_knows_its_short_and_its_stored_name(string value, string shortName, string storedName)
    {
        var reference = ImageReference.Parse(value);

        Assert.AreEqual((shortName, storedName), (reference.ToString(), reference.StoredName));
    }

    [TestMethod]
    [DataRow("", DisplayName = "empty")]
    [DataRow(" ", DisplayName = "blank")]
    [DataRow(" alpine", DisplayName = "leading blank")]
    [DataRow("alpine ", DisplayName = "trailing blank")]
    [DataRow("al pine", DisplayName = "blank inside")]
    [DataRow("alpine\n", DisplayName = "trailing line feed")]
    [DataRow("alpine\nRUN true", DisplayName = "line feed inside")]
    [DataRow("alpine:3\n", DisplayName = "line feed after the tag")]
    [DataRow("host\n/app", DisplayName = "line feed in the registry")]
    [DataRow("al\0pine", DisplayName = "NUL")]
    [DataRow("al\tpine", DisplayName = "tab")]
    [DataRow("Alpine", DisplayName = "upper case")]
    [DataRow("user/App", DisplayName = "upper case after the user")]
    [DataRow("localhost:5000/App", DisplayName = "upper case after the registry")]
    [DataRow("alpine:", DisplayName = "empty tag")]
    [DataRow(":latest", DisplayName = "tag alone")]
    [DataRow("alpine:.a", DisplayName = "tag that starts with a dot")]
    [DataRow("alpine:-a", DisplayName = "tag that starts with a dash")]
    [DataRow("alpine:a+b", DisplayName = "plus in the tag")]
    [DataRow("alpine:a b", DisplayName = "blank in the tag")]
    [DataRow("alpine:größe", DisplayName = "umlaut in the tag")]
    [DataRow("alpine:1:2", DisplayName = "two tags")]
    [DataRow("alpine@", DisplayName = "empty digest")]
    [DataRow("alpine@sha256:abc", DisplayName = "short digest")]
    [DataRow("alpine@md5:" + Hex, DisplayName = "digest of another kind")]
    [DataRow("alpine@sha256:" + Hex + "0", DisplayName = "long digest")]
    [DataRow("alpine@sha256:" + Hex + ":latest", DisplayName = "tag after the digest")]
    [DataRow("alpine@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", DisplayName = "upper case in the digest")]
    [DataRow(Hex, DisplayName = "an image id")]
    [DataRow("/alpine", DisplayName = "leading slash")]
    [DataRow("alpine/", DisplayName = "trailing slash")]
    [DataRow("a//b", DisplayName = "empty part")]
    [DataRow("a/../b", DisplayName = "parent part")]
    [DataRow("-a", DisplayName = "leading dash")]
    [DataRow("a-", DisplayName = "trailing dash")]
    [DataRow("a..b", DisplayName = "two dots")]
    [DataRow("a___b", DisplayName = "three underscores")]
    [DataRow("a$b", DisplayName = "dollar sign")]
    [DataRow("a\\b", DisplayName = "backslash")]
    [DataRow("größe", DisplayName = "umlaut")]
    [DataRow("https://public.ecr.aws/lambda/dotnet", DisplayName = "URL")]
    [DataRow("host:port/app", DisplayName = "port of letters")]
    [DataRow("host:123456/app", DisplayName = "port of six digits")]
    [DataRow("host.-a/app", DisplayName = "label of the host that starts with a dash")]
    [DataRow("<none>:<none>", DisplayName = "an engine's word for no name")]
    public void Parse_of_a_malformed_reference_fails(string value)
    {
        Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageReference.Parse(value));
    }

    [TestMethod]
    public void Parse_of_a_128_character_tag_succeeds()
    {
        var reference = ImageReference.Parse("app:" + new string('t', 128));

        Assert.AreEqual(128, reference.Tag?.Length);
    }

    [TestMethod]
    public void Parse_of_a_129_character_tag_fails()
    {
        Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageReference.Parse("app:" + new string('t', 129)));
    }

    [TestMethod]
    public void Parse_of_a_255_character_name_succeeds()
    {
        var reference = ImageReference.Parse("localhost/" + new string('a', 245));

        Assert.AreEqual(245, reference.Path.Length);
    }

    [TestMethod]
    public void Parse_of_a_256_character_name_fails()
    {
        var failure = Expect.Failure(
            DiagnosticCodes.InvalidReference,
            () => ImageReference.Parse("localhost/" + new string('a', 246)));

        Assert.Contains("255", failure.Message);
    }

    [TestMethod]
    public void Parse_of_a_megabyte_fails_with_a_short_message()
    {
        var failure = Expect.Failure(
            DiagnosticCodes.InvalidReference,
            () => ImageReference.Parse(new string('-', 1_000_000)));

        Assert.IsLessThan(1_000, failure.Message.Length);
    }

    [TestMethod]
    public void Parse_of_a_malformed_reference_shows_no_line_break_of_it()
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageReference.Parse("a\nb"));

        Assert.DoesNotContain('\n', failure.Message);
    }

    [TestMethod]
    public void Equals_of_a_short_and_a_full_name_of_one_image_is_true()
    {
        Assert.AreEqual(ImageReference.Parse("alpine"), ImageReference.Parse("docker.io/library/alpine:latest"));
    }

    [TestMethod]
    [DataRow("alpine:1")]
    [DataRow("localhost/alpine")]
    [DataRow("user/alpine")]
    [DataRow("alpine@sha256:" + Hex)]
    public void Equals_of_another_image_is_false(string other)
    {
        Assert.AreNotEqual(ImageReference.Parse("alpine"), ImageReference.Parse(other));
    }

    [TestMethod]
    public void GetHashCode_of_equal_references_is_equal()
    {
        Assert.AreEqual(ImageReference.Parse("alpine").GetHashCode(), ImageReference.Parse("docker.io/library/alpine:latest").GetHashCode());
    }

    [TestMethod]
    public void ParseOrNull_of_what_is_no_reference_is_null()
    {
        Assert.IsNull(ImageReference.ParseOrNull("<none>:<none>"));
    }
}
