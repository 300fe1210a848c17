using System.Net;
using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Http;
using LambdaImage.Json;
using LambdaImage.Oci;

namespace LambdaImage.Registries;

/// <summary>A registry's response.</summary>
/// <param name="message">Its head, and what reads the rest.</param>
/// <param name="silence">Limits how long nothing may come.</param>
/// <param name="registry">The registry, for messages.</param>
/// <param name="cancellationToken">Stops the reading.</param>
internal sealed class RegistryResponse(HttpResponseMessage message, SilenceLimit silence, string registry, CancellationToken cancellationToken) : IDisposable
{
    private const int LargestError = 64 * 1024;

    private Stream? _content;

    /// <summary>Its head.</summary>
    public HttpResponseMessage Head => message;

    /// <summary>Its status.</summary>
    public HttpStatusCode Status => message.StatusCode;

    /// <summary>Reads a header.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value, or <see langword="null"/>.</returns>
    public string? Header(string name) => message.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>Reads some of the content.</summary>
    /// <param name="buffer">Gets it.</param>
    /// <returns>The number of bytes, 0 at the end.</returns>
    /// <exception cref="RegistryException">The connection broke, or nothing came for a time.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            _content ??= await message.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            var read = await _content.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            silence.Reset();
            return read;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw RegistryConnection.Silent(registry, silence, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw RegistryConnection.Broken(registry, exception);
        }
    }

    /// <summary>Reads the content as a document.</summary>
    /// <returns>Its bytes.</returns>
    /// <exception cref="RegistryException">It is too large, or can't be read.</exception>
    public async Task<byte[]> ReadDocumentAsync()
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
        {
            await bytes.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            if (bytes.Length > OciDocument.LargestSize)
            {
                throw new RegistryException($"{registry} sent more than {Display.Size(OciDocument.LargestSize)}, which no manifest has");
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The failure that a response is which no one hoped for.</summary>
    /// <param name="what">What was asked for.</param>
    /// <returns>The failure.</returns>
    public async Task<RegistryException> ErrorAsync(string what)
    {
        var (code, said) = await ReadErrorAsync().ConfigureAwait(false);
        return new($"{registry} was asked for {what} and responded with HTTP {(int)Status} ({Status}){(said.Length == 0 ? string.Empty : ": " + said)}")
        {
            Status = Status,
            LacksPart = code is "MANIFEST_BLOB_UNKNOWN" or "BLOB_UNKNOWN",
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _content?.Dispose();
        message.Dispose();
        silence.Dispose();
    }

    // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
    private async Task<(string Code, string Said)> ReadErrorAsync()
    {
        try
        {
            var buffer = new byte[LargestError];
            var length = 0;
            while (length < buffer.Length && await ReadAsync(buffer.AsMemory(length)).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
            }

            var errors = ForeignJson.Member(ForeignJson.Parse(buffer.AsSpan(0, length)), "errors", JsonValueKind.Array);
            var error = errors?.EnumerateArray().FirstOrDefault(element => element.ValueKind == JsonValueKind.Object);
            return error is { ValueKind: JsonValueKind.Object } first
                ? (ForeignJson.TextOrNull(first, "code") ?? string.Empty, Display.Clause(ForeignJson.TextOrNull(first, "message") ?? ForeignJson.TextOrNull(first, "code")))
                : (string.Empty, string.Empty);
        }
        catch (Exception exception) when (exception is RegistryException or JsonException)
        {
            return (string.Empty, string.Empty);
        }
    }
}
