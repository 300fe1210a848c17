namespace LambdaImage.BuildTests.Evaluation;

[TestClass]
[DoNotParallelize] // A process has one place for builds in it.
public sealed class TargetOrderTests : IDisposable
{
    private const string Task = "task BuildLambdaImage";

    private readonly PackagedTargets _project = new();

    public void Dispose() => _project.Dispose();

    [TestMethod]
    public void LambdaImage_builds_before_the_image()
    {
        var log = _project.Build("LambdaImage");

        Assert.AreEqual("Build LambdaImage " + Task, WithoutPrivate(log));
    }

    [TestMethod]
    public void LambdaImage_with_the_function_publishes_before_the_image()
    {
        var log = _project.Build("LambdaImage", "<LambdaImageIncludeFunction>true</LambdaImageIncludeFunction><LambdaHandler>Sample</LambdaHandler>");

        Assert.AreEqual("Build Publish LambdaImage " + Task, WithoutPrivate(log));
    }

    [TestMethod]
    public void LambdaImage_told_not_to_build_goes_straight_to_the_image()
    {
        var log = _project.Build("LambdaImage", "<NoBuild>true</NoBuild>");

        Assert.AreEqual("LambdaImage " + Task, WithoutPrivate(log));
    }

    [TestMethod]
    public void LambdaImageDependsOn_of_the_project_runs_before_the_image()
    {
        var log = _project.Build("LambdaImage", "<LambdaImageDependsOn>FillLayer</LambdaImageDependsOn>");

        Assert.AreEqual("FillLayer Build LambdaImage " + Task, WithoutPrivate(log));
    }

    [TestMethod]
    public void LambdaImage_without_an_engine_says_so_with_a_code()
    {
        var log = _project.Build("LambdaImage");

        Assert.AreEqual("LAMBDAIMAGE1001", string.Join(' ', log.Errors));
    }

    [TestMethod]
    [DataRow("Build")]
    [DataRow("Publish")]
    public void Ordinary_target_by_default_starts_no_task_of_ours(string target)
    {
        var log = _project.Build(target);

        Assert.DoesNotContain(Task, log.Steps);
    }

    [TestMethod]
    public void Publish_with_LambdaImageOnPublish_makes_the_image_at_its_end()
    {
        var log = _project.Build("Publish", "<LambdaImageOnPublish>true</LambdaImageOnPublish>");

        Assert.AreEqual("Build Publish LambdaImage " + Task, WithoutPrivate(log));
    }

    [TestMethod]
    public void Build_with_LambdaImageOnPublish_makes_no_image()
    {
        var log = _project.Build("Build", "<LambdaImageOnPublish>true</LambdaImageOnPublish>");

        Assert.AreEqual("Build", WithoutPrivate(log));
    }

    [TestMethod]
    public void Disabled_package_starts_no_task()
    {
        var log = _project.Build("LambdaImage", "<LambdaImageEnabled>false</LambdaImageEnabled>");

        Assert.DoesNotContain(Task, log.Steps);
    }

    [TestMethod]
    public void Disabled_package_builds_nothing_on_the_way()
    {
        var log = _project.Build("LambdaImage", "<LambdaImageEnabled>false</LambdaImageEnabled>");

        Assert.DoesNotContain("Build", log.Steps);
    }

    [TestMethod]
    public void Disabled_package_stays_off_after_Publish()
    {
        var log = _project.Build("Publish", "<LambdaImageEnabled>false</LambdaImageEnabled><LambdaImageOnPublish>true</LambdaImageOnPublish>");

        Assert.AreEqual("Build Publish", WithoutPrivate(log));
    }

    [TestMethod]
    public void Design_time_build_starts_no_task()
    {
        var log = _project.Build("LambdaImage", "<DesignTimeBuild>true</DesignTimeBuild>");

        Assert.DoesNotContain(Task, log.Steps);
    }

    [TestMethod]
    public void Design_time_build_builds_nothing_on_the_way()
    {
        var log = _project.Build("LambdaImage", "<DesignTimeBuild>true</DesignTimeBuild>");

        Assert.DoesNotContain("Build", log.Steps);
    }

    [TestMethod]
    public void Design_time_build_stays_untouched_after_Publish()
    {
        var log = _project.Build("Publish", "<DesignTimeBuild>true</DesignTimeBuild><LambdaImageOnPublish>true</LambdaImageOnPublish>");

        Assert.AreEqual("Build Publish", WithoutPrivate(log));
    }

    [TestMethod]
    [DataRow("<LambdaImageEnabled>false</LambdaImageEnabled>")]
    [DataRow("<DesignTimeBuild>true</DesignTimeBuild>")]
    public void CleanLambdaImage_switched_off_starts_no_task(string properties)
    {
        var log = _project.Build("CleanLambdaImage", properties);

        Assert.DoesNotContain("task RemoveLambdaImage", log.Steps);
    }

    [TestMethod]
    [DataRow("<LambdaImageEnabled>false</LambdaImageEnabled>")]
    [DataRow("<DesignTimeBuild>true</DesignTimeBuild>")]
    public void PruneLambdaImages_switched_off_does_nothing(string properties)
    {
        var log = _project.Build("PruneLambdaImages", properties);

        Assert.IsEmpty(log.Steps);
        Assert.IsEmpty(log.Errors);
    }

    [TestMethod]
    public void Publish_that_does_nothing_makes_no_image()
    {
        var log = _project.Build("Publish", "<LambdaImageOnPublish>true</LambdaImageOnPublish><IsPublishable>false</IsPublishable>");

        Assert.DoesNotContain(Task, log.Steps);
        Assert.IsEmpty(log.Errors);
    }

    [TestMethod]
    public void LambdaImage_with_a_function_that_is_not_published_fails()
    {
        var log = _project.Build("LambdaImage", "<LambdaImageIncludeFunction>true</LambdaImageIncludeFunction><LambdaHandler>Sample</LambdaHandler>");

        Assert.AreEqual("LAMBDAIMAGE2030", string.Join(' ', log.Errors));
    }

    private static string WithoutPrivate(BuildLog log) =>
        string.Join(' ', log.Steps.Where(step => !step.StartsWith('_')));
}
