using LambdaImage.Registries.Credentials;

namespace LambdaImage.UnitTests.Registries;

/// <summary>The same credentials for each registry, or none.</summary>
internal sealed class KnownCredentials(RegistryCredentials? credentials) : ICredentialSource
{
    public Task<(RegistryCredentials? Credentials, string? Problem)> FindAsync(string registry, CancellationToken cancellationToken) =>
        Task.FromResult((credentials, (string?)null));
}
