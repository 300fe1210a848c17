namespace LambdaImage.BuildTests.Evaluation;

/// <summary>The defaults that come from environment variables, which are properties to MSBuild.</summary>
[TestClass]
public sealed class LayerVersionDefaultsTests
{
    private const string Library = "<TargetFramework>net10.0</TargetFramework>";

    [TestMethod]
    public void LambdaLayerForceDownload_default_is_false()
    {
        using var project = new EvaluatedProject(Library);

        Assert.AreEqual("false", project["LambdaLayerForceDownload"]);
    }

    [TestMethod]
    [DataRow("", "/home/me/.cache/lambdaimage/layers")]
    [DataRow("/var/cache/me", "/var/cache/me/lambdaimage/layers")]
    [DataRow("relative/is/ignored", "/home/me/.cache/lambdaimage/layers")]
    public void LambdaLayerCachePath_default_is_where_the_system_keeps_caches(string cacheHome, string path)
    {
        using var project = new EvaluatedProject(Library, ("HOME", "/home/me"), ("XDG_CACHE_HOME", cacheHome));

        Assert.AreEqual(path, project["LambdaLayerCachePath"]);
    }

    [TestMethod]
    public void LambdaLayerCachePath_default_on_Windows_is_the_local_application_data()
    {
        using var project = new EvaluatedProject(Library, ("OS", "Windows_NT"), ("LOCALAPPDATA", @"C:\Users\me\AppData\Local"), ("XDG_CACHE_HOME", "/ignored"));

        Assert.AreEqual(@"C:\Users\me\AppData\Local/lambdaimage/layers", project["LambdaLayerCachePath"]);
    }

    [TestMethod]
    public void LambdaLayerCachePath_of_the_project_wins()
    {
        using var project = new EvaluatedProject(Library + "<LambdaLayerCachePath>mine</LambdaLayerCachePath>", ("XDG_CACHE_HOME", "/var/cache/me"));

        Assert.AreEqual("mine", project["LambdaLayerCachePath"]);
    }

    [TestMethod]
    [DataRow("", "", "", "")]
    [DataRow("", "http://all", "", "http://all")]
    [DataRow("http://lambda", "http://all", "", "http://lambda")]
    [DataRow("http://lambda", "http://all", "false", "http://lambda")]
    [DataRow("http://lambda", "http://all", "true", "")]
    public void LambdaLayerEndpoint_default_is_that_of_AWS_tools(string lambda, string all, string ignore, string endpoint)
    {
        using var project = new EvaluatedProject(
            Library, ("AWS_ENDPOINT_URL_LAMBDA", lambda), ("AWS_ENDPOINT_URL", all), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ignore));

        Assert.AreEqual(endpoint, project["LambdaLayerEndpoint"]);
    }

    [TestMethod]
    public void LambdaLayerEndpoint_of_the_project_wins()
    {
        using var project = new EvaluatedProject(Library + "<LambdaLayerEndpoint>http://mine</LambdaLayerEndpoint>", ("AWS_ENDPOINT_URL", "http://all"));

        Assert.AreEqual("http://mine", project["LambdaLayerEndpoint"]);
    }
}
