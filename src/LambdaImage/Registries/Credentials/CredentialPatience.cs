using LambdaImage.Diagnostics;

namespace LambdaImage.Registries.Credentials;

/// <summary>How long a credential helper may take.</summary>
/// <param name="Limit">The time; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
/// <param name="Waits">Tells that a helper is waited for.</param>
internal sealed record CredentialPatience(TimeSpan Limit, Waits Waits)
{
    // A helper may ask for a PIN or a touch of a key.
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(2);

    /// <summary>How long a helper may take.</summary>
    /// <param name="limit">The time; <see langword="null"/> for the default.</param>
    /// <param name="waits">Tells that a helper is waited for.</param>
    /// <returns>The time.</returns>
    public static CredentialPatience Of(TimeSpan? limit, Waits waits) => new(limit ?? Default, waits);
}
