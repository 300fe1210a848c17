using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace LambdaImage.Engine.Credentials;

/// <summary>
/// A program <c>docker-credential-NAME</c> that keeps credentials. Its protocol:
/// https://github.com/docker/docker-credential-helpers#development.
/// </summary>
internal static class CredentialHelper
{
    private const string TokenUser = "<token>";

    /// <summary>Asks the helper.</summary>
    /// <param name="name">The helper's name, what stands after <c>docker-credential-</c>.</param>
    /// <param name="server">The server that the credentials are for.</param>
    /// <param name="cancellationToken">Ends the helper.</param>
    /// <returns>The credentials, or none; and why the helper gave none, unless it has none.</returns>
    public static async Task<(RegistryCredentials? Credentials, string? Problem)> GetAsync(string name, string server, CancellationToken cancellationToken)
    {
        var program = "docker-credential-" + name;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "get")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                CreateNoWindow = true,
            })!;
            try
            {
                await AskAsync(process.StandardInput, server, cancellationToken).ConfigureAwait(false);
                var error = process.StandardError.ReadToEndAsync(cancellationToken);
                var output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                return process.ExitCode == 0 ? (Parse(output), null) : (null, Refusal(program, output + await error.ConfigureAwait(false)));
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw;
            }
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or JsonException or InvalidOperationException)
        {
            return (null, $"{program}, which config.json names, can't be used: {exception.Message}");
        }
    }

    private static async Task AskAsync(StreamWriter input, string server, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(server.AsMemory(), cancellationToken).ConfigureAwait(false);
            input.Close();
        }
        catch (IOException)
        {
            // It did not wait for the question; what it says tells why.
        }
    }

    private static string? Refusal(string program, string text) =>
        text.Contains("credentials not found", StringComparison.OrdinalIgnoreCase) ? null : $"{program}, which config.json names, failed: {text.Trim()}";

    private static RegistryCredentials Parse(string output)
    {
        using var json = JsonDocument.Parse(output);
        var user = json.RootElement.TryGetProperty("Username", out var name) ? name.GetString() ?? string.Empty : string.Empty;
        var secret = json.RootElement.TryGetProperty("Secret", out var value) ? value.GetString() ?? string.Empty : string.Empty;
        return user == TokenUser ? new(string.Empty, string.Empty, secret) : new(user, secret);
    }
}
