using System.Text;
using System.Text.Json;

namespace LambdaImage.Registries.Credentials;

/// <summary>What a registry knows a user by.</summary>
/// <param name="Username">The user's name; empty with an identity token.</param>
/// <param name="Password">The password; empty with an identity token.</param>
/// <param name="IdentityToken">The token that stands for both, or <see langword="null"/>.</param>
internal sealed record RegistryCredentials(string Username, string Password, string? IdentityToken = null)
{
    /// <summary>
    /// The header <c>X-Registry-Auth</c>: URL-safe base64 of JSON, as the engines decode it.
    /// https://docs.docker.com/reference/api/engine/version/v1.51/#section/Authentication.
    /// </summary>
    /// <param name="registry">The registry that they are for.</param>
    /// <returns>The header's value.</returns>
    public string ToHeader(string registry)
    {
        var json = IdentityToken is null
            ? JsonSerializer.Serialize(new { username = Username, password = Password, serveraddress = registry })
            : JsonSerializer.Serialize(new { identitytoken = IdentityToken, serveraddress = registry });
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).Replace('+', '-').Replace('/', '_');
    }
}
