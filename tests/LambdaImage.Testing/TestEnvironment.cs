namespace LambdaImage.Testing;

/// <summary>What <c>eng/test</c> prepares for the tests. A test that needs what is not there fails and says so.</summary>
public static class TestEnvironment
{
    /// <summary>The endpoint of the real engine that tests run against.</summary>
    public static string DockerHost => Get("LAMBDAIMAGE_TEST_DOCKER_HOST", "the endpoint of a real engine");

    /// <summary>The registry and path that hold the stand-in base images, <c>127.0.0.1:5000/lambda</c> for example.</summary>
    public static string Registry => Get("LAMBDAIMAGE_TEST_REGISTRY", "a registry with the stand-in base images");

    /// <summary>The folder of the packed package.</summary>
    public static string Packages => Get("LAMBDAIMAGE_TEST_PACKAGES", "the folder of the packed package");

    /// <summary>The folder in which the run on each engine leaves what must be the same on all of them.</summary>
    public static string Records => Get("LAMBDAIMAGE_TEST_RECORDS", "a folder that the runs on all engines share");

    private static string Get(string variable, string what) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{variable} is not set: this test needs {what}. Run eng/test, which prepares it.");
}
