using System.Buffers;
using System.Formats.Tar;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>A request that a <see cref="ScriptedEngine"/> got.</summary>
public sealed class RecordedRequest
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly Lock _lock = new();

    internal RecordedRequest(string method, string target, IReadOnlyDictionary<string, string> headers)
    {
        var parts = target.Split('?', 2);
        Method = method;
        Path = Uri.UnescapeDataString(parts[0]);
        Query = parts.Length == 1
            ? []
            : [.. parts[1].Split('&').Select(pair => pair.Split('=', 2)).Select(pair => (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[^1].Replace('+', ' '))))];
        Headers = headers;
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>The path, without the query.</summary>
    public string Path { get; }

    /// <summary>The query's names and values, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Query { get; }

    /// <summary>The headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Whether the body came to its end.</summary>
    public bool IsComplete { get; internal set; }

    /// <summary>How many bytes of the body were read.</summary>
    public long BodyLength
    {
        get
        {
            lock (_lock)
            {
                return _body.WrittenCount;
            }
        }
    }

    /// <summary>The values that the query has under a name.</summary>
    public IReadOnlyList<string> Values(string name) => [.. Query.Where(pair => pair.Name == name).Select(pair => pair.Value)];

    /// <summary>The body as text.</summary>
    public string ReadText()
    {
        lock (_lock)
        {
            return Encoding.UTF8.GetString(_body.WrittenSpan);
        }
    }

    /// <summary>The files of a body that is a tar, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> ReadTar()
    {
        byte[] bytes;
        lock (_lock)
        {
            bytes = _body.WrittenSpan.ToArray();
        }

        return ReadTar(bytes);
    }

    /// <summary>The files of a tar, by name.</summary>
    public static IReadOnlyDictionary<string, byte[]> ReadTar(byte[] tar)
    {
        using var reader = new TarReader(new MemoryStream(tar));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files[entry.Name] = content.ToArray();
        }

        return files;
    }

    /// <summary>The Dockerfile of a body that is a build context.</summary>
    public string ReadDockerfile() => Encoding.UTF8.GetString(ReadTar()["Dockerfile"]);

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _body.Write(bytes);
        }
    }
}
