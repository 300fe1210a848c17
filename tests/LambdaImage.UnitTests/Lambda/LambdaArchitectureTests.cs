using LambdaImage.Diagnostics;
using LambdaImage.Lambda;

namespace LambdaImage.UnitTests.Lambda;

[TestClass]
public sealed class LambdaArchitectureTests
{
    [TestMethod]
    [DataRow("x86_64", "amd64", "linux/amd64")]
    [DataRow("arm64", "arm64", "linux/arm64")]
    public void Parse_of_a_name_knows_the_engines_name_and_platform(string name, string engineName, string platform)
    {
        var architecture = LambdaArchitecture.Parse(name);

        Assert.AreEqual((name, engineName, platform), (architecture.Name, architecture.EngineName, architecture.Platform.ToString()));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" x86_64")]
    [DataRow("X86_64")]
    [DataRow("x64")]
    [DataRow("amd64")]
    [DataRow("aarch64")]
    [DataRow("arm64\n")]
    public void Parse_of_another_name_fails_and_lists_the_valid_ones(string name)
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidArchitecture, () => LambdaArchitecture.Parse(name));

        Assert.Contains("x86_64", failure.Message);
        Assert.Contains("arm64", failure.Message);
    }
}
