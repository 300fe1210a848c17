using LambdaImage.Layers;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint;

/// <summary>A file or link that a later layer has under the same name, so that the later one is what the image shows.</summary>
/// <param name="Path">Its name in the later layer.</param>
/// <param name="Earlier">The layer whose file is hidden.</param>
/// <param name="Later">The layer whose file is seen.</param>
/// <param name="SameContent">Whether both hold the same, so that nothing is lost.</param>
internal sealed record ReplacedEntry(string Path, LayerSpec Earlier, LayerSpec Later, bool SameContent)
{
    private const int PieceSize = 64 * 1024;

    /// <summary>Finds what layers replace of the ones before them.</summary>
    /// <param name="layers">The layers, in order.</param>
    /// <returns>What is replaced, in the order of the layers that replace it.</returns>
    public static IEnumerable<ReplacedEntry> Find(IEnumerable<LayerContents> layers)
    {
        var earlier = new Dictionary<string, (LayerSpec Layer, LayerEntry Entry)>(StringComparer.Ordinal);
        foreach (var layer in layers.Where(layer => layer.Spec.Kind == LayerKind.Layer))
        {
            foreach (var entry in layer.Entries.Where(entry => entry.Kind != EntryKind.Directory))
            {
                // Layers can go to different folders, and one of them be below another's.
                var place = $"{layer.Spec.Destination}/{entry.Path}";
                if (earlier.TryGetValue(place, out var other))
                {
                    yield return new(entry.Path, other.Layer, layer.Spec, IsSame(other.Entry, entry));
                }

                earlier[place] = (layer.Spec, entry);
            }
        }
    }

    private static bool IsSame(LayerEntry one, LayerEntry other) =>
        (one.Kind, one.LinkTarget, one.Size) == (other.Kind, other.LinkTarget, other.Size) &&
        (one.Size == 0 || HasSameBytes(one.Content!, other.Content!, one.Size));

    private static bool HasSameBytes(IEntryContent one, IEntryContent other, long size)
    {
        using var left = one.Open();
        using var right = other.Open();
        var buffer = new byte[2 * PieceSize];
        for (var done = 0L; done < size; done += PieceSize)
        {
            var length = (int)Math.Min(size - done, PieceSize);
            var piece = buffer.AsSpan(0, length);
            var counterpart = buffer.AsSpan(PieceSize, length);
            if (!Fill(left, piece) || !Fill(right, counterpart) || !piece.SequenceEqual(counterpart))
            {
                return false;
            }
        }

        return true;
    }

    // Of a file that became shorter, the build itself tells.
    private static bool Fill(IContentReader content, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var read = content.Read(buffer);
            if (read == 0)
            {
                return false;
            }

            buffer = buffer[read..];
        }

        return true;
    }
}
