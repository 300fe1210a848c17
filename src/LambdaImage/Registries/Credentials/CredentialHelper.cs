using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Json;

namespace LambdaImage.Registries.Credentials;

/// <summary>
/// A program <c>docker-credential-NAME</c> that keeps credentials. Its protocol:
/// https://github.com/docker/docker-credential-helpers#development.
/// </summary>
internal static class CredentialHelper
{
    private const string TokenUser = "<token>";

    // Tokens have some kilobytes.
    private const int LongestOutput = 1024 * 1024;

    /// <summary>Asks the helper.</summary>
    /// <param name="name">The helper's name, what stands after <c>docker-credential-</c>.</param>
    /// <param name="server">The server that the credentials are for.</param>
    /// <param name="patience">How long the helper may take.</param>
    /// <param name="cancellationToken">Ends the helper.</param>
    /// <returns>The credentials, or none; and why the helper gave none, unless it has none.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1018: it took too long.</exception>
    public static async Task<(RegistryCredentials? Credentials, string? Problem)> GetAsync(
        string name,
        string server,
        CredentialPatience patience,
        CancellationToken cancellationToken)
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
            using var wait = patience.Waits.Start($"{program} to give the credentials for {server}");
#pragma warning disable CA2025 // Tasks that outlive what they use: one that is not waited for any more has its process ended first.
            var asking = AskAsync(process, server);
#pragma warning restore CA2025
            try
            {
                var (exitCode, output, error) = await asking.WaitAsync(patience.Limit, patience.Waits.Clock, cancellationToken).ConfigureAwait(false);
                return exitCode == 0 ? (Parse(output), null) : (null, ProblemIn(program, output + error));
            }
            catch
            {
                End(process, asking);
                throw;
            }
        }
        catch (TimeoutException exception)
        {
            throw new LambdaImageException(
                DiagnosticCodes.CredentialTimeout,
                string.Create(CultureInfo.InvariantCulture, $"{program}, which config.json names, gave no credentials for {server} within {patience.Limit.TotalSeconds:0.#} s. ") +
                $"It was ended. Usually it waits for a keychain or a PIN: see what 'echo {server} | {program} get' does in a terminal. " +
                "If it needs more time, set LambdaImageCredentialTimeout to more seconds; 0 waits without limit.",
                new("LambdaImageCredentialTimeout"),
                innerException: exception);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or JsonException or InvalidOperationException)
        {
            return (null, $"{program}, which config.json names, can't be used: {Display.Clause(exception.Message)}");
        }
    }

    // It can't be relied on that reading from a process can be cancelled, so nobody waits for the reading alone.
    private static async Task<(int ExitCode, string Output, string Error)> AskAsync(Process process, string server)
    {
        await WriteAsync(process.StandardInput, server).ConfigureAwait(false);
        var error = ReadAsync(process.StandardError, isCut: true);
        var output = await ReadAsync(process.StandardOutput, isCut: false).ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return (process.ExitCode, output, await error.ConfigureAwait(false));
    }

    private static async Task WriteAsync(StreamWriter input, string server)
    {
        try
        {
            await input.WriteAsync(server.AsMemory()).ConfigureAwait(false);
            input.Close();
        }
        catch (IOException)
        {
            // It did not wait for the question; what it says tells why.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, bool isCut)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer.AsMemory()).ConfigureAwait(false) is > 0 and var read)
        {
            if (text.Length + read <= LongestOutput)
            {
                text.Append(buffer, 0, read);
            }
            else if (!isCut)
            {
                throw new IOException($"it wrote more than {Display.Size(LongestOutput)}");
            }
        }

        return text.ToString();
    }

    private static void End(Process process, Task asking)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It ended on its own, or belongs to another user.
        }

        // What nobody waits for any more fails unheard.
        asking.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private static string? ProblemIn(string program, string text) =>
        text.Contains("credentials not found", StringComparison.OrdinalIgnoreCase) ? null : $"{program}, which config.json names, failed: {Display.Clause(text)}";

    private static RegistryCredentials Parse(string output)
    {
        var root = ForeignJson.Parse(output);
        var user = ForeignJson.Text(root, "Username") ?? string.Empty;
        var secret = ForeignJson.Text(root, "Secret") ?? string.Empty;
        return user == TokenUser ? new(string.Empty, string.Empty, secret) : new(user, secret);
    }
}
