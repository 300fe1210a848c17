using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Specification;

namespace LambdaImage.Pipeline;

/// <summary>The file that tells scripts what was built: <c>LambdaImageMetadataFile</c>.</summary>
/// <param name="path">The file's full path.</param>
/// <param name="cache">What earlier builds wrote.</param>
internal sealed class ImageMetadata(string path, DigestCache cache)
{
    // Larger than any that a build writes.
    private const int MostBytes = 4 * 1024 * 1024;

    // Without escapes that only pages of the web need. The line ends are the same on each host.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file, unless it is there with the same content. What an earlier build wrote is known by its size and time, and not read.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="result">What was made.</param>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3005.</exception>
    public void Write(ImageSpec spec, ImageResult result)
    {
        var text = Compose(spec, result);
        try
        {
            var key = CodeIdentity.Key(CodeIdentity.Value, "metadata", path);
            if (StateOf(text) is { } state && cache.Find(key) == state)
            {
                return;
            }

            if (!Disk.FileExists(path) || Disk.ReadText(path, MostBytes) != text)
            {
                Disk.CreateFolder(Path.GetDirectoryName(path)!);
                AtomicFile.Write(path, text);
            }

            cache.Add(key, StateOf(text)!);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.WorkFolderNotWritable,
                $"The description of the image can't be written to {Display.Quote(path)}: {Display.Sentence(exception.Message)} The image is complete. " +
                "Make the folder writable, or set LambdaImageMetadataFile to another file.",
                new("LambdaImageMetadataFile"),
                innerException: exception);
        }
    }

    /// <summary>The content of the file.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="result">What was made.</param>
    /// <returns>JSON.</returns>
    internal static string Compose(ImageSpec spec, ImageResult result)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("names");
            foreach (var name in spec.Names)
            {
                json.WriteStringValue(name.ToString());
            }

            json.WriteEndArray();
            json.WriteString("id", result.Id);
            json.WriteString("digest", result.Digest?.ToString());
            json.WriteString("reference", result.Reference);
            json.WriteString("architecture", result.Architecture.Name);
            json.WriteString("fingerprint", result.Fingerprint);
            json.WriteString("baseImage", result.BaseImage.ToString());
            json.WriteString("baseDigest", result.BaseDigest?.ToString());
            json.WriteString("archivePath", result.ArchivePath);
            json.WriteString("strategy", result.Strategy?.ToString());
            json.WriteBoolean("skipped", result.Skipped);
            json.WriteStartArray("layers");
            foreach (var layer in result.Layers)
            {
                WriteLayer(json, layer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    private static void WriteLayer(Utf8JsonWriter json, ResultLayer layer)
    {
        json.WriteStartObject();
        json.WriteString("name", layer.Name);
        json.WriteString("destination", layer.Destination);
        json.WriteString("diffId", layer.DiffId.ToString());
        if (layer.Blob is { } blob)
        {
            json.WriteString("digest", blob.Digest.ToString());
            json.WriteNumber("size", blob.Size);
        }

        json.WriteEndObject();
    }

    private string? StateOf(string text)
    {
        if (!Disk.FileExists(path))
        {
            return null;
        }

        var file = Disk.FileAt(path);
        return CodeIdentity.Key(CodeIdentity.Value, text, string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}"));
    }
}
