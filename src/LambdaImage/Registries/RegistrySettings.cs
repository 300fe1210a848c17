using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Registries.Credentials;
namespace LambdaImage.Registries;

/// <summary>How registries are reached without an engine.</summary>
/// <param name="ConfigFolder">The folder of the Docker CLI's <c>config.json</c>, which holds the logins.</param>
/// <param name="CredentialTimeout">How long a credential helper may take; the default if not set.</param>
public sealed record RegistrySettings(string ConfigFolder, TimeSpan? CredentialTimeout = null)
{
    /// <summary>How long nothing may come from a registry; a minute if not set.</summary>
    internal TimeSpan? Patience { get; init; }

    /// <summary>Makes a client.</summary>
    /// <param name="waits">Tells what is waited for.</param>
    /// <param name="progress">Is told of new tries.</param>
    /// <returns>The client.</returns>
    internal RegistryClient Connect(Waits waits, IProgress<BuildMessage> progress) => new(
        new DockerConfigCredentials(ConfigFolder, CredentialPatience.Of(CredentialTimeout, waits)),
        new Backoff(waits.Clock, progress),
        Patience);
}
