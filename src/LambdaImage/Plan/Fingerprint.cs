using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using LambdaImage.Layers;

namespace LambdaImage.Plan;

/// <summary>The identity of an image's content: equal exactly when a build would put the same things into the image.</summary>
internal static class Fingerprint
{
    // Changes when the same inputs make other images than before.
    private static readonly string Version =
        typeof(Fingerprint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Computes the fingerprint.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="baseImageId">The id under which the engine holds the base image.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public static string Compute(ImagePlan plan, string baseImageId)
    {
        using var writer = new HashWriter();
        var spec = plan.Spec;
        writer.Add("lambdaimage");
        writer.Add(Version);
        writer.Add(baseImageId);
        writer.Add(spec.Architecture.Platform);
        writer.Add(spec.Project);
        writer.Add(spec.BaseImage.ToString());
        writer.Add(spec.Handler);
        writer.Add(spec.Timestamp);
        writer.Add(spec.Emulator?.Mode.ToString());
        writer.Add(plan.EmulatorSha256 ?? spec.Emulator?.Image.ToString());
        Add(writer, spec.Environment);
        Add(writer, spec.Labels);
        writer.Add(plan.Layers.Count);
        foreach (var layer in plan.Layers)
        {
            Add(writer, layer);
        }

        return writer.End();
    }

    private static void Add(HashWriter writer, IReadOnlyDictionary<string, string> pairs)
    {
        writer.Add(pairs.Count);
        foreach (var (name, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Add(name);
            writer.Add(value);
        }
    }

    private static void Add(HashWriter writer, LayerContents layer)
    {
        writer.Add(layer.Spec.Destination);
        writer.Add(layer.Entries.Count);
        foreach (var entry in layer.Entries)
        {
            writer.Add(entry.Path);
            writer.Add((long)entry.Kind);
            writer.Add(entry.Mode);
            writer.Add(entry.Size);
            writer.Add(entry.LinkTarget);
            writer.Add(entry.Sha256);
        }
    }

    // Every value is preceded by its length, so that no two lists of values have the same bytes.
    private sealed class HashWriter : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private byte[] _text = new byte[1024];

        public void Add(string? value)
        {
            if (value is null)
            {
                Add(-1);
                return;
            }

            var most = Encoding.UTF8.GetMaxByteCount(value.Length);
            if (_text.Length < most)
            {
                _text = new byte[most];
            }

            var length = Encoding.UTF8.GetBytes(value, _text);
            Add(length);
            _hash.AppendData(_text, 0, length);
        }

        public void Add(long value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            _hash.AppendData(bytes);
        }

        public string End() => ContentHash.ToHex(_hash);

        public void Dispose() => _hash.Dispose();
    }
}
