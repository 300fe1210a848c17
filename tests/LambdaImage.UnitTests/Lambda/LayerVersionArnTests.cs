using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Specification.Reading;
using LambdaImage.UnitTests.LayerVersions;
using LambdaImage.UnitTests.Specification;

namespace LambdaImage.UnitTests.Lambda;

[TestClass]
public sealed class LayerVersionArnTests
{
    public static IEnumerable<string> HostileArns =>
    [
        "arn:",
        "arn:::::::",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:0",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:07",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:-1",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:1.5",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:$LATEST",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:٣",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:99999999999999999999",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7:8",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7\n",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7 ",
        " arn:aws:lambda:eu-west-1:123456789012:layer:shared:7",
        "ARN:aws:lambda:eu-west-1:123456789012:layer:shared:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer::7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:..:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:../../etc/passwd:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:/etc/passwd:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:C:\\layers:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:sha\"red:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:sha\nred:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:sha\u0000red:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:sha\u001bred:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:caf\u00e9:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:cafe\u0301:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:shared&find=x:7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:" + new string('x', 141) + ":7",
        "arn:aws:lambda:eu-west-1:123456789012:layer:" + new string('x', 1_000_000) + ":7",
        "arn:aws:lambda:eu-west-1:123456789012:function:shared:7",
        "arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:shared:7",
        "arn:aws:lambda:eu-west-1:12345678901:layer:shared:7",
        "arn:aws:lambda:eu-west-1:1234567890123:layer:shared:7",
        "arn:aws:lambda:eu-west-1::layer:shared:7",
        "arn:aws:lambda:eu-west-1:١٢٣٤٥٦٧٨٩٠١٢:layer:shared:7",
        "arn:aws:lambda::123456789012:layer:shared:7",
        "arn:aws:lambda:..:123456789012:layer:shared:7",
        "arn:aws:lambda:evil.example.com/:123456789012:layer:shared:7",
        "arn:aws:lambda:eu-west-1@evil:123456789012:layer:shared:7",
        "arn:aws:lambda:eu-west-1#:123456789012:layer:shared:7",
        "arn:aws:lambda:EU-WEST-1:123456789012:layer:shared:7",
        "arn:aws:lambda:eu-west-1\r\n:123456789012:layer:shared:7",
        "arn:aws:lambda:" + new string('a', 300) + ":123456789012:layer:shared:7",
        "arn:aws:lambda:::awslayer:AmazonLinux1803",
        "arn:aws:s3:::bucket/layer.zip",
        "arn:aws:s3:eu-west-1:123456789012:layer:shared:7",
        "arn:aws-moon:lambda:eu-west-1:123456789012:layer:shared:7",
        "arn::lambda:eu-west-1:123456789012:layer:shared:7",
        "arn:AWS:lambda:eu-west-1:123456789012:layer:shared:7",
    ];

    [TestMethod]
    public void Arn_is_taken_apart()
    {
        var arn = LayerVersionArn.Parse("arn:aws:lambda:eu-west-1:123456789012:layer:My_shared-1:42");

        Assert.AreEqual("aws", arn.Partition);
        Assert.AreEqual("eu-west-1", arn.Region);
        Assert.AreEqual("123456789012", arn.Account);
        Assert.AreEqual("My_shared-1", arn.Name);
        Assert.AreEqual("42", arn.Version);
        Assert.AreEqual("arn:aws:lambda:eu-west-1:123456789012:layer:My_shared-1:42", arn.ToString());
    }

    [TestMethod]
    [DataRow("aws", "eu-west-1", "https://lambda.eu-west-1.amazonaws.com/")]
    [DataRow("aws", "ap-southeast-7", "https://lambda.ap-southeast-7.amazonaws.com/")]
    [DataRow("aws-cn", "cn-northwest-1", "https://lambda.cn-northwest-1.amazonaws.com.cn/")]
    [DataRow("aws-us-gov", "us-gov-west-1", "https://lambda.us-gov-west-1.amazonaws.com/")]
    [DataRow("aws-eusc", "eusc-de-east-1", "https://lambda.eusc-de-east-1.amazonaws.eu/")]
    [DataRow("aws-iso", "us-iso-east-1", "https://lambda.us-iso-east-1.c2s.ic.gov/")]
    [DataRow("aws-iso-b", "us-isob-east-1", "https://lambda.us-isob-east-1.sc2s.sgov.gov/")]
    [DataRow("aws-iso-e", "eu-isoe-west-1", "https://lambda.eu-isoe-west-1.cloud.adc-e.uk/")]
    [DataRow("aws-iso-f", "us-isof-south-1", "https://lambda.us-isof-south-1.csp.hci.ic.gov/")]
    public void Endpoint_is_that_of_partition_and_region(string partition, string region, string endpoint)
    {
        var arn = LayerVersionArn.Parse($"arn:{partition}:lambda:{region}:123456789012:layer:shared:7");

        Assert.AreEqual(endpoint, arn.Endpoint.AbsoluteUri);
    }

    [TestMethod]
    public void Equal_texts_are_equal_ARNs()
    {
        const string Text = "arn:aws:lambda:eu-west-1:123456789012:layer:shared:7";

        Assert.AreEqual(LayerVersionArn.Parse(Text), LayerVersionArn.Parse(Text));
    }

    [TestMethod]
    [DynamicData(nameof(HostileArns))]
    public void Hostile_ARN_is_refused_on_one_line_that_is_not_too_long(string text)
    {
        var failure = Assert.ThrowsExactly<LambdaImageException>(() => LayerVersionArn.Parse(text));

        Assert.AreEqual(DiagnosticCodes.InvalidLayerVersionArn, failure.Descriptor);
        Assert.DoesNotContain(char.IsControl, failure.Message);
        Assert.IsLessThan(1000, failure.Message.Length);
    }

    [TestMethod]
    [DynamicData(nameof(HostileArns))]
    public void Hostile_ARN_as_a_layer_is_never_taken_for_a_path(string text)
    {
        var inputs = Inputs.Valid with { Layers = [new(text, new("LambdaLayer", text))] };

        var failure = Assert.ThrowsExactly<LambdaImageException>(() => ImageSpecReader.Read(inputs));

        Assert.AreEqual(DiagnosticCodes.InvalidLayerVersionArn, failure.Descriptor);
        Assert.AreEqual(new("LambdaLayer", text), failure.Origin);
    }

    [TestMethod]
    [DataRow("arn:aws:lambda:eu-west-1:123456789012:function:shared:7", "'function'")]
    [DataRow("arn:aws:lambda:eu-west-1:123456789012:layer:shared", "version is missing")]
    [DataRow("arn:aws:s3:eu-west-1:123456789012:layer:shared:7", "'s3'")]
    [DataRow("arn:aws:lambda:nowhere:123456789012:layer:shared:7", "'nowhere'")]
    public void Refusal_says_what_is_wrong(string text, string said)
    {
        var failure = Assert.ThrowsExactly<LambdaImageException>(() => LayerVersionArn.Parse(text));

        Assert.Contains(said, failure.Message);
    }

    [TestMethod]
    public void Layer_version_as_a_layer_is_called_by_name_and_version()
    {
        var layer = Read(new LayerInput(LayerWorkspace.Arn, new("LambdaLayer", LayerWorkspace.Arn)));

        Assert.AreEqual("shared:7", layer.Name);
        Assert.AreEqual(new LayerVersionSource(LayerVersionArn.Parse(LayerWorkspace.Arn)), layer.Source);
        Assert.AreEqual("/opt", layer.Destination);
    }

    [TestMethod]
    public void Metadata_of_a_layer_version_are_kept()
    {
        var layer = Read(new LayerInput(LayerWorkspace.Arn, new("LambdaLayer")) { Name = "Shared code", FileMode = "0640", DirectoryMode = "750" });

        Assert.AreEqual("Shared code", layer.Name);
        Assert.AreEqual(0b110_100_000, layer.FileMode);
        Assert.AreEqual(0b111_101_000, layer.DirectoryMode);
    }

    [TestMethod]
    [DataRow("/home/me/arn/layer")]
    [DataRow("/project/layers/arn:aws")]
    [DataRow("C:\\arn")]
    public void Path_is_not_an_ARN(string path)
    {
        var layer = Read(new LayerInput(path, new("LambdaLayer")));

        Assert.AreEqual(new ZipSource(path), layer.Source);
    }

    private static LayerSpec Read(LayerInput layer) => ImageSpecReader.Read(Inputs.Valid with { Layers = [layer] }).Layers.Single();
}
