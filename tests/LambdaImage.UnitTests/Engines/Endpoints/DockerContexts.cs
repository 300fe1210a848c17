using System.Security.Cryptography;
using System.Text;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Engines.Endpoints;

/// <summary>Contexts as the Docker CLI keeps them.</summary>
internal static class DockerContexts
{
    public static void Write(TemporaryFolder home, string config, string name, string host) =>
        home.Write(MetaPath(config, name), $$"""{ "Name": "{{name}}", "Endpoints": { "docker": { "Host": "{{host}}", "SkipTLSVerify": false } } }""");

    public static string MetaPath(string config, string name) =>
        $"{config}/contexts/meta/{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name))).ToLowerInvariant()}/meta.json";
}
