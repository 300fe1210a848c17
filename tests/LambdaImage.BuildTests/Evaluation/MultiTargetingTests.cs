namespace LambdaImage.BuildTests.Evaluation;

[TestClass]
public sealed class MultiTargetingTests
{
    private const string Frameworks = "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>";

    [TestMethod]
    [DataRow("net8.0")]
    [DataRow("net10.0")]
    public void LambdaImageTag_of_an_inner_build_is_its_framework(string framework)
    {
        using var project = new EvaluatedProject(Frameworks, ("TargetFramework", framework));

        Assert.AreEqual(framework, project["LambdaImageTag"]);
    }

    [TestMethod]
    [DataRow("net8.0", "dotnet8")]
    [DataRow("net10.0", "dotnet10")]
    public void LambdaRuntime_of_an_inner_build_follows_its_framework(string framework, string runtime)
    {
        using var project = new EvaluatedProject(Frameworks, ("TargetFramework", framework));

        Assert.AreEqual(runtime, project["LambdaRuntime"]);
    }

    [TestMethod]
    public void LambdaImageTag_of_an_inner_build_given_stays()
    {
        using var project = new EvaluatedProject(
            Frameworks + "<LambdaImageTag>v1-$(TargetFramework)</LambdaImageTag>",
            ("TargetFramework", "net8.0"));

        Assert.AreEqual("v1-net8.0", project["LambdaImageTag"]);
    }

    [TestMethod]
    [DataRow("LambdaImage")]
    [DataRow("CleanLambdaImage")]
    public void Outer_build_hands_the_target_to_the_inner_builds(string target)
    {
        using var project = new EvaluatedProject(Frameworks);

        var tasks = project.Targets[target].Tasks.Select(task => $"{task.Name} {task.Parameters["Targets"]}");

        Assert.AreEqual("MSBuild " + target, string.Join(';', tasks));
    }

    [TestMethod]
    public void Outer_build_has_no_defaults_of_a_single_image()
    {
        using var project = new EvaluatedProject(Frameworks);

        Assert.AreEqual("", project["LambdaRuntime"] + project["LambdaImageTag"]);
    }
}
