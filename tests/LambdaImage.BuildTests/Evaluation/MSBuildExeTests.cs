namespace LambdaImage.BuildTests.Evaluation;

[TestClass]
[DoNotParallelize] // A process has one place for builds in it.
public sealed class MSBuildExeTests : IDisposable
{
    private readonly PackagedTargets _project = new();

    public void Dispose() => _project.Dispose();

    [TestMethod]
    [DataRow("LambdaImage")]
    [DataRow("CleanLambdaImage")]
    public void Target_in_an_MSBuild_that_cannot_start_dotnet_tasks_is_one_error(string target)
    {
        _project.PretendMSBuildExe("17.14.8");

        var log = _project.Build(target);

        Assert.AreEqual("LAMBDAIMAGE2020", string.Join(' ', log.Errors));
    }

    [TestMethod]
    public void Target_in_an_MSBuild_that_can_is_no_error_of_ours()
    {
        _project.PretendMSBuildExe("18.0.2");

        var log = _project.Build("_LambdaImageCheckMSBuild");

        Assert.IsEmpty(log.Errors);
    }
}
