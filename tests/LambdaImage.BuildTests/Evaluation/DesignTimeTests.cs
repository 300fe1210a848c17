namespace LambdaImage.BuildTests.Evaluation;

/// <summary>IDEs evaluate and build projects all the time to understand them; the package must not take part.</summary>
[TestClass]
[DoNotParallelize] // A process has one place for builds in it.
public sealed class DesignTimeTests
{
    private const string Executable = "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><LambdaImageOnPublish>true</LambdaImageOnPublish>";

    [TestMethod]
    [DataRow("ResolveAssemblyReferencesDesignTime")]
    [DataRow("ResolveProjectReferencesDesignTime")]
    [DataRow("CompileDesignTime")]
    [DataRow("GetTargetPath")]
    public void Design_time_target_starts_none_of_ours(string target)
    {
        using var project = new EvaluatedProject(Executable, ("DesignTimeBuild", "true"), ("SkipCompilerExecution", "true"), ("ProvideCommandLineArgs", "true"));

        var log = BuildLog.Of(project.Project.CreateProjectInstance(), target);

        Assert.DoesNotContain(step => step.Contains("LambdaImage", StringComparison.Ordinal), log.Steps);
    }
}
