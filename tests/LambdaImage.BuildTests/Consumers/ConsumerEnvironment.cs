using System.Collections;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>What a consumer's build sees of this machine: a few variables, one engine, and one folder for packages.</summary>
internal static class ConsumerEnvironment
{
    // Everything else stays out: what a CI server, MSBuildLocator in this process or the user's shell sets would
    // change a build.
    private static readonly string[] Kept =
    [
        "PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "NUGET_CERT_REVOCATION_MODE", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ];

    private static readonly Lazy<string> PackagesFolder = new(PreparePackagesFolder);

    /// <summary>
    /// The folder that all consumers restore to. It outlives a run, so that frameworks are downloaded once; the package
    /// under test does not, so that it is always the packed one.
    /// </summary>
    public static string Packages => PackagesFolder.Value;

    /// <summary>The folder of binary logs, in which those of failed tests stay.</summary>
    public static string Logs { get; } = Directory.CreateDirectory(RepositoryFolder.At("artifacts/test-logs")).FullName;

    /// <summary>The variables of a consumer's build.</summary>
    public static IReadOnlyDictionary<string, string> Variables()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => Kept.Contains((string)variable.Key, StringComparer.Ordinal))
            .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!, StringComparer.Ordinal);
        variables["DOCKER_HOST"] = TestEnvironment.DockerHost;
        variables["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        variables["DOTNET_CLI_UI_LANGUAGE"] = "en";
        variables["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        variables["DOTNET_NOLOGO"] = "1";
        // Nodes and compiler servers would outlive the test.
        variables["MSBUILDDISABLENODEREUSE"] = "1";
        variables["UseSharedCompilation"] = "false";
        return variables;
    }

    private static string PreparePackagesFolder()
    {
        var folder = Directory.CreateDirectory(RepositoryFolder.At("artifacts/test-packages")).FullName;
        var ours = Path.Combine(folder, "lambdaimage.tasks");
        if (Directory.Exists(ours))
        {
            Directory.Delete(ours, recursive: true);
        }

        return folder;
    }
}
