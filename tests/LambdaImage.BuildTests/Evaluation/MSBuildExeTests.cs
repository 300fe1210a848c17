namespace LambdaImage.BuildTests.Evaluation;

[TestClass]
[DoNotParallelize] // A process has one place for builds in it.
public sealed class MSBuildExeTests : IDisposable
{
    private readonly PackagedTargets _project = new();

    public void Dispose() => _project.Dispose();

    [TestMethod]
    [DataRow("Full", "17.14.8", "LambdaImage", DisplayName = "Visual Studio 2022")]
    [DataRow("Full", "17.14.8", "CleanLambdaImage", DisplayName = "Visual Studio 2022, clean")]
    [DataRow("Core", "17.8.3", "LambdaImage", DisplayName = "SDK 8")]
    [DataRow("Core", "17.14.8", "LambdaImage", DisplayName = "SDK 9")]
    [DataRow("Core", "17.14.8", "CleanLambdaImage", DisplayName = "SDK 9, clean")]
    [DataRow("Core", "17.14.8", "PruneLambdaImages", DisplayName = "SDK 9, prune")]
    public void Target_in_an_MSBuild_before_version_18_is_one_error(string runtime, string version, string target)
    {
        _project.PretendMSBuild(runtime, version);

        var log = _project.Build(target);

        Assert.AreEqual("LAMBDAIMAGE2020", string.Join(' ', log.Errors));
    }

    [TestMethod]
    public void Target_in_an_MSBuild_that_can_is_no_error_of_ours()
    {
        _project.PretendMSBuild("Full", "18.0.2");

        var log = _project.Build("_LambdaImageCheckMSBuild");

        Assert.IsEmpty(log.Errors);
    }
}
