using System.Buffers;
using LambdaImage.Layers;

namespace LambdaImage.Tar;

/// <summary>
/// Some entries of a layer that follow each other. Opening a small file takes longer than reading it, so small files are read a
/// batch at a time on another thread while the batches before them are written; a large file is a batch of its own, read while
/// it is written.
/// </summary>
/// <param name="entries">All entries of the layer.</param>
/// <param name="start">The first of the batch.</param>
/// <param name="end">The one after the last.</param>
/// <param name="size">How many bytes of content are read ahead; 0 for none.</param>
internal sealed class EntryBatch(IReadOnlyList<LayerEntry> entries, int start, int end, int size)
{
    private const int SmallFile = 64 * 1024;
    private const int MostBytes = 512 * 1024;
    private const int MostEntries = 128;

    /// <summary>The entries.</summary>
    public IEnumerable<LayerEntry> Entries
    {
        get
        {
            for (var i = start; i < end; i++)
            {
                yield return entries[i];
            }
        }
    }

    /// <summary>Divides entries into batches.</summary>
    /// <param name="entries">The entries.</param>
    /// <returns>The batches, in order.</returns>
    public static IEnumerable<EntryBatch> Split(IReadOnlyList<LayerEntry> entries)
    {
        var start = 0;
        var size = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var isRead = IsReadAhead(entries[i]);
            var isFull = i - start == MostEntries || (isRead && size + entries[i].Size > MostBytes);
            if (i > start && (isFull || (!isRead && entries[i].Size > 0)))
            {
                yield return new(entries, start, i, size);
                (start, size) = (i, 0);
            }

            if (isRead)
            {
                size += (int)entries[i].Size;
            }
            else if (entries[i].Size > 0)
            {
                yield return new(entries, start, i + 1, size: 0);
                (start, size) = (i + 1, 0);
            }
        }

        if (start < entries.Count)
        {
            yield return new(entries, start, entries.Count, size);
        }
    }

    /// <summary>Starts reading.</summary>
    /// <returns>The contents one after the other, in an array of the shared pool; <see langword="null"/> if none is read ahead.</returns>
    public Task<byte[]?> ReadAsync() => size == 0 ? Task.FromResult<byte[]?>(null) : Task.Run<byte[]?>(Read);

    private static bool IsReadAhead(LayerEntry entry) => entry.Size is > 0 and <= SmallFile && entry.Content!.CanReadAhead;

    private byte[] Read()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var rest = buffer.AsSpan(0, size);
            foreach (var entry in Entries.Where(entry => entry.Size > 0))
            {
                Read(entry, rest[..(int)entry.Size]);
                rest = rest[(int)entry.Size..];
            }

            return buffer;
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static void Read(LayerEntry entry, Span<byte> content)
    {
        using var reader = entry.Content!.Open();
        while (!content.IsEmpty)
        {
            var read = reader.Read(content);
            if (read == 0)
            {
                reader.End();
                throw entry.Content.State!.Value.Changed("it is shorter than it was");
            }

            content = content[read..];
        }

        reader.End();
    }
}
