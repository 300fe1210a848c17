using System.Text;
using System.Text.Json;
using LambdaImage.Diagnostics;

namespace LambdaImage.Engine.Credentials;

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
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(configFolder, "config.json"), cancellationToken).ConfigureAwait(false));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, null);
            }

            var key = registry == DockerHub ? "https://index.docker.io/v1/" : registry;
            var helpers = Member(json.RootElement, "credHelpers");
            var helper = Text(helpers, registry) ?? Text(helpers, key) ?? Text(json.RootElement, "credsStore");
            return string.IsNullOrEmpty(helper)
                ? (FromFile(Member(json.RootElement, "auths"), key), null)
                : await CredentialHelper.GetAsync(helper, key, patience ?? CredentialPatience.Read(null, Waits.Untold), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
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
        element is { ValueKind: JsonValueKind.Object } && element.Value.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
