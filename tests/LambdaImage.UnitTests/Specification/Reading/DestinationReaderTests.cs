using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Reading;

[TestClass]
public sealed class DestinationReaderTests
{
    [TestMethod]
    public void Read_of_nothing_is_the_engine()
    {
        Assert.AreEqual(new DestinationSpec(), ImageSpecReader.Read(Inputs.Valid).Destinations);
    }

    [TestMethod]
    [DataRow("LambdaImagePush=true", false, true, null)]
    [DataRow("LambdaImagePush=true LambdaImageLoad=true", true, true, null)]
    [DataRow("LambdaImageArchivePath=/a/b.tar", false, false, "/a/b.tar")]
    [DataRow("LambdaImageArchivePath=/a/b.tar LambdaImageLoad=true LambdaImagePush=true", true, true, "/a/b.tar")]
    [DataRow("LambdaImageArchivePath=/a/b/ LambdaImageArchiveFormat=oci", false, false, "/a/b/")]
    [DataRow("LambdaImageArchivePath=/a/b.c.tar _LambdaImageTagSuffix=-arm64", false, false, "/a/b.c-arm64.tar")]
    [DataRow("LambdaImageArchivePath=/a/b.tar.gz _LambdaImageTagSuffix=-arm64", false, false, "/a/b-arm64.tar.gz")]
    [DataRow("LambdaImageArchivePath=/a.b/c _LambdaImageTagSuffix=-arm64", false, false, "/a.b/c-arm64")]
    [DataRow("LambdaImageArchivePath=/a/b/ LambdaImageArchiveFormat=Oci _LambdaImageTagSuffix=-arm64", false, false, "/a/b-arm64/")]
    public void Read_of_places_is_these(string properties, bool load, bool push, string? archive)
    {
        var destinations = Read(properties).Destinations;

        Assert.AreEqual((load, push, archive), (destinations.Load, destinations.Push, destinations.Archive?.Path));
    }

    [TestMethod]
    [DataRow("LambdaImageLoad=false", "LAMBDAIMAGE2004", "goes nowhere else")]
    [DataRow("LambdaImagePush=perhaps", "LAMBDAIMAGE2004", "LambdaImagePush")]
    [DataRow("LambdaImageArchivePath=/a/b/", "LAMBDAIMAGE2004", "only an OCI layout can be")]
    [DataRow("LambdaImageArchivePath=/tmp", "LAMBDAIMAGE2004", "is a folder")]
    [DataRow("LambdaImageArchivePath=/a/b LambdaImageArchiveFormat=zip", "LAMBDAIMAGE2004", "LambdaImageArchiveFormat")]
    [DataRow("LambdaImageCompression=zstd", "LAMBDAIMAGE2004", "LambdaImageCompression")]
    [DataRow("LambdaBaseImageArchive=/base.tar", "LAMBDAIMAGE2004", "docker load -i")]
    [DataRow("LambdaImagePush=true LambdaImageRepository=hello", "LAMBDAIMAGE2003", "which registry")]
    public void Read_of_what_can_t_be_fails_at_its_property(string properties, string code, string why)
    {
        var failure = Assert.ThrowsExactly<LambdaImageException>(() => Read(properties));

        Assert.AreEqual(code, failure.Descriptor.Code, failure.Message);
        Assert.Contains(why, failure.Message);
        Assert.IsNotNull(failure.Origin);
    }

    [TestMethod]
    public void Read_of_several_registries_takes_the_first_and_has_the_others_as_mirrors()
    {
        var spec = Read("LambdaBaseImageRegistry=mirror.test/lambda;public.ecr.aws/lambda");

        Assert.StartsWith("mirror.test/lambda/", spec.BaseImage.ToString());
        Assert.StartsWith("public.ecr.aws/lambda/", spec.BaseImageMirrors.Single().ToString());
        Assert.IsTrue(spec.IsLambdaBase);
    }

    [TestMethod]
    [DataRow("public.ecr.aws/lambda/dotnet:10", true)]
    [DataRow("public.ecr.aws/other/dotnet:10", false)]
    [DataRow("debian:12", false)]
    public void Read_of_a_base_knows_those_of_Lambda(string image, bool expected)
    {
        Assert.AreEqual(expected, Read("LambdaBaseImage=" + image).IsLambdaBase);
    }

    private static ImageSpec Read(string properties)
    {
        var inputs = Inputs.Valid.With("LambdaImageRepository", "registry.test/team/hello");
        foreach (var property in properties.Split(' '))
        {
            inputs = inputs.With(property.Split('=')[0], property.Split('=')[1]);
        }

        return ImageSpecReader.Read(inputs);
    }
}
