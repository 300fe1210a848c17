using System.Text;
using System.Text.Json;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Json;

namespace LambdaImage.Registries.Credentials;

/// <summary>
/// The credentials of the Docker CLI's <c>config.json</c>: a helper for the registry, the helper for all, or the file itself.
/// https://docs.docker.com/reference/cli/docker/login/#credential-stores. A helper that can't be run is no failure: public
/// images need no credentials.
/// </summary>
/// <param name="configFolder">The folder of <c>config.json</c>.</param>
/// <param name="patience">How long a helper may take; the default if not given.</param>
internal sealed class DockerConfigCredentials(string configFolder, CredentialPatience? patience = null) : ICredentialSource
{
    private const string DockerHub = "docker.io";

    /// <inheritdoc/>
    public async Task<(RegistryCredentials? Credentials, string? Problem)> FindAsync(string registry, CancellationToken cancellationToken)
    {
        try
        {
            var root = ForeignJson.ReadFile(Path.Combine(configFolder, "config.json"));
            var key = registry == DockerHub ? "https://index.docker.io/v1/" : registry;
            var helpers = Member(root, "credHelpers");
            var helper = Text(helpers, registry) ?? Text(helpers, key) ?? Text(root, "credsStore");
            return string.IsNullOrEmpty(helper)
                ? (FromFile(Member(root, "auths"), key), null)
                : await CredentialHelper.GetAsync(helper, key, patience ?? CredentialPatience.Of(null, Waits.Untold), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (Exception exception) when (exception is JsonException || Disk.IsFailure(exception))
        {
            return (null, $"config.json in {configFolder} can't be read: {Display.Clause(exception.Message)}");
        }
    }

    private static RegistryCredentials? FromFile(JsonElement? auths, string key)
    {
        var entry = Member(auths, key) ?? Member(auths, "https://" + key);
        if (Text(entry, "identitytoken") is { Length: > 0 } token)
        {
            return new(string.Empty, string.Empty, token);
        }

        var buffer = new byte[Text(entry, "auth")?.Length ?? 0];
        if (buffer.Length == 0 || !Convert.TryFromBase64String(Text(entry, "auth")!, buffer, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\0').Split(':', 2);
        return pair.Length == 2 ? new(pair[0], pair[1]) : null;
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { } value ? ForeignJson.Member(value, name, JsonValueKind.Object) : null;

    private static string? Text(JsonElement? element, string name) => element is { } value ? ForeignJson.TextOrNull(value, name) : null;
}
