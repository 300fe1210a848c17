using System.Buffers;
using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Oci;

namespace LambdaImage.Tar;

/// <summary>
/// Writes tar archives whose bytes depend on nothing but what is put in: POSIX ustar headers, PAX records only where a
/// name or size needs them, owner 0:0 and one time for all. The format is
/// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html.
/// </summary>
/// <param name="output">Where the bytes go.</param>
/// <param name="timestamp">The time of every entry, in seconds since 1970.</param>
/// <param name="inspect">Is shown the first bytes of every file that is not empty.</param>
internal sealed class TarWriter(DigestingWriter output, long timestamp, TarWriter.Inspection? inspect = null)
{
    /// <summary>Looks at a file on its way.</summary>
    /// <param name="entry">The file.</param>
    /// <param name="head">Its first bytes.</param>
    public delegate void Inspection(LayerEntry entry, ReadOnlySpan<byte> head);

    /// <summary>The unit in which a tar is made, in bytes.</summary>
    public const int BlockSize = 512;

    /// <summary>The two empty blocks that end an archive.</summary>
    public const int EndSize = 2 * BlockSize;

    // In what pieces bytes are read and passed on.
    private const int ChunkSize = 128 * 1024;

    // As many as keep the threads busy that a small machine has.
    private const int BatchesAhead = 4;

    /// <summary>How many bytes of names and content the archive holds so far, headers included.</summary>
    public long Written { get; private set; }

    /// <summary>The size of the archive that <see cref="WriteLayerAsync"/> makes of some entries, the end included.</summary>
    /// <param name="entries">The entries.</param>
    /// <returns>The number of bytes.</returns>
    public static long SizeOf(IEnumerable<LayerEntry> entries) => EndSize + entries.Sum(SizeOf);

    /// <summary>Writes a file from memory.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The task of writing.</returns>
    public async ValueTask WriteFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        WriteHeader(new(path, EntryKind.File, EntryMode.Plain) { Size = content.Length });
        output.Write(content.Span);
        WritePadding(content.Length);
        Written += content.Length;
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a file from a stream.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="size">The number of its bytes.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The digest of its bytes.</returns>
    /// <exception cref="EndOfStreamException">There are fewer bytes.</exception>
    public async ValueTask<Digest> WriteFileAsync(string path, long size, Stream content, CancellationToken cancellationToken)
    {
        WriteHeader(new(path, EntryKind.File, EntryMode.Plain) { Size = size });
        output.Begin();
        for (var rest = size; rest > 0;)
        {
            var buffer = output.GetMemory((int)Math.Min(rest, ChunkSize));
            var read = await content.ReadAsync(buffer[..(int)Math.Min(rest, buffer.Length)], cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException($"{path} has less than {size} bytes");
            }

            output.Advance(read);
            rest -= read;
            Written += read;
            if (output.UnflushedBytes >= ChunkSize)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        var digest = output.End();
        WritePadding(size);
        return digest;
    }

    /// <summary>Writes entries as an archive of their own, nested as a file in this one.</summary>
    /// <param name="path">The nested archive's name.</param>
    /// <param name="entries">The entries, parents before children.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The nested archive's digest.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: a file can't be read, or is no longer as planned.</exception>
    public async ValueTask<Digest> WriteNestedAsync(string path, IReadOnlyList<LayerEntry> entries, CancellationToken cancellationToken)
    {
        var size = SizeOf(entries);
        WriteHeader(new(path, EntryKind.File, EntryMode.Plain) { Size = size });
        output.Begin();
        await WriteLayerAsync(entries, cancellationToken).ConfigureAwait(false);
        var digest = output.End();
        WritePadding(size);
        return digest;
    }

    /// <summary>Writes entries and the end of the archive.</summary>
    /// <param name="entries">The entries, parents before children.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The task of writing.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: a file can't be read, or is no longer as planned.</exception>
    public async ValueTask WriteLayerAsync(IReadOnlyList<LayerEntry> entries, CancellationToken cancellationToken)
    {
        var reading = new Queue<(EntryBatch Batch, Task<byte[]?> Content)>();
        using var batches = EntryBatch.Split(entries).GetEnumerator();
        try
        {
            do
            {
                while (reading.Count < BatchesAhead && batches.MoveNext())
                {
                    reading.Enqueue((batches.Current, batches.Current.ReadAsync()));
                }

                if (reading.TryPeek(out var next))
                {
                    await WriteBatchAsync(next.Batch, await next.Content.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                    Return(await next.Content.ConfigureAwait(false));
                    reading.Dequeue();
                }
            }
            while (reading.Count > 0);
        }
        finally
        {
            foreach (var (_, content) in reading)
            {
                await ((Task)content).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Return(content.IsCompletedSuccessfully ? await content.ConfigureAwait(false) : null);
            }
        }

        await WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the end of the archive.</summary>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The task of writing.</returns>
    public ValueTask WriteEndAsync(CancellationToken cancellationToken)
    {
        Clear(EndSize);
        Written += EndSize;
        return FlushAsync(cancellationToken);
    }

    private static long SizeOf(LayerEntry entry) =>
        BlockSize + RoundUp(entry.Size) + (PaxRecords.Of(entry) is { Length: > 0 } records ? BlockSize + RoundUp(records.Length) : 0);

    private static long RoundUp(long size) => (size + BlockSize - 1) / BlockSize * BlockSize;

    private static void Return(byte[]? buffer)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask WriteBatchAsync(EntryBatch batch, byte[]? contents, CancellationToken cancellationToken)
    {
        var offset = 0;
        foreach (var entry in batch.Entries)
        {
            WriteHeader(entry);
            if (entry.Size > 0 && contents is null)
            {
                await WriteContentAsync(entry, cancellationToken).ConfigureAwait(false);
                WritePadding(entry.Size);
            }
            else if (entry.Size > 0)
            {
                WriteContent(entry, contents.AsSpan(offset, (int)entry.Size));
                offset += (int)entry.Size;
            }

            if (output.UnflushedBytes >= ChunkSize)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void WriteContent(LayerEntry entry, ReadOnlySpan<byte> content)
    {
        inspect?.Invoke(entry, content);
        output.Write(content);
        Written += content.Length;
        WritePadding(content.Length);
    }

    private async ValueTask WriteContentAsync(LayerEntry entry, CancellationToken cancellationToken)
    {
        var remaining = entry.Size;
        using var content = entry.Content!.Open();
        while (remaining > 0)
        {
            var buffer = output.GetMemory((int)Math.Min(remaining, ChunkSize));
            var read = content.Read(buffer.Span[..(int)Math.Min(remaining, buffer.Length)]);
            if (read == 0)
            {
                content.End();
                throw entry.Content.State!.Value.Changed("it is shorter than it was");
            }

            if (remaining == entry.Size)
            {
                inspect?.Invoke(entry, buffer.Span[..read]);
            }

            output.Advance(read);
            remaining -= read;
            Written += read;
            if (output.UnflushedBytes >= ChunkSize)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        content.End();
    }

    private void WriteHeader(LayerEntry entry)
    {
        var records = PaxRecords.Of(entry);
        if (records.Length > 0)
        {
            // The name of a PAX header is never used; a constant one keeps the bytes the same.
            TarHeader.Write(Block(), "PaxHeader", TarHeader.PaxType, EntryMode.Plain, records.Length, timestamp, linkTarget: null);
            output.Advance(BlockSize);
            output.Write(records);
            WritePadding(records.Length);
            Written += BlockSize + records.Length;
        }

        var name = entry.Path == "." ? "./" : entry.Kind == EntryKind.Directory ? entry.Path + "/" : entry.Path;
        var type = entry.Kind switch
        {
            EntryKind.Directory => TarHeader.DirectoryType,
            EntryKind.SymbolicLink => TarHeader.LinkType,
            _ => TarHeader.FileType,
        };
        TarHeader.Write(Block(), name, type, entry.Mode, entry.Size, timestamp, entry.LinkTarget);
        output.Advance(BlockSize);
        Written += BlockSize;
    }

    private Span<byte> Block() => output.GetSpan(BlockSize)[..BlockSize];

    private void WritePadding(long size)
    {
        var padding = (int)(RoundUp(size) - size);
        Clear(padding);
        Written += padding;
    }

    private void Clear(int count)
    {
        if (count > 0)
        {
            output.GetSpan(count)[..count].Clear();
            output.Advance(count);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var result = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted)
        {
            throw new OperationCanceledException("Nobody reads the archive any more.");
        }
    }
}
