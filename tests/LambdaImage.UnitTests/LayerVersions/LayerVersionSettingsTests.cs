using LambdaImage.Diagnostics;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class LayerVersionSettingsTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("lambda.eu-west-1.amazonaws.com")]
    [DataRow("ftp://127.0.0.1/")]
    [DataRow("file:///etc/passwd")]
    [DataRow("https://user:password@host/")]
    [DataRow("https://host/?query")]
    [DataRow("https://host/#fragment")]
    [DataRow("https://")]
    [DataRow("  ")]
    [DataRow("https://ho\nst/")]
    [DataRow("\"'")]
    [DataRow("../../etc/passwd")]
    [DataRow("/etc/passwd")]
    [DataRow("gro\u0308\u00dfe")]
    [DataRow("\u001b[2J")]
    public async Task Endpoint_that_is_not_an_address_is_refused(string endpoint)
    {
        await using var workspace = new LayerWorkspace { Endpoint = endpoint };

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual(DiagnosticCodes.InvalidPropertyValue, failure.Descriptor, failure.Message);
        Assert.DoesNotContain("\n", failure.Message);
    }

    [TestMethod]
    [DataRow("perhaps")]
    [DataRow(" ")]
    [DataRow("true\n")]
    [DataRow("'true'")]
    [DataRow("../true")]
    [DataRow("/true")]
    [DataRow("tr\u00fce")]
    [DataRow("tru\u0308e")]
    [DataRow("\u001b[2J")]
    public async Task Force_that_is_neither_true_nor_false_is_refused(string force)
    {
        await using var workspace = new LayerWorkspace { ForceDownload = force };

        var failure = await workspace.FailAsync(Token);

        Assert.AreEqual((DiagnosticCodes.InvalidPropertyValue, "LambdaLayerForceDownload"), (failure.Descriptor, failure.Origin?.Element));
        Assert.DoesNotContain(char.IsControl, failure.Message);
    }
}
