namespace LambdaImage.Registries.Credentials;

/// <summary>Where credentials for registries come from.</summary>
internal interface ICredentialSource
{
    /// <summary>Finds the credentials for a registry.</summary>
    /// <param name="registry">The registry's host and port.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The credentials, or none; and why some that are configured could not be had.</returns>
    Task<(RegistryCredentials? Credentials, string? Problem)> FindAsync(string registry, CancellationToken cancellationToken);
}
