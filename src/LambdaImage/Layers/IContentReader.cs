namespace LambdaImage.Layers;

/// <summary>Reads the bytes of one file.</summary>
internal interface IContentReader : IDisposable
{
    /// <summary>Reads some bytes.</summary>
    /// <param name="buffer">Gets them; not empty.</param>
    /// <returns>How many were read; 0 at the end.</returns>
    int Read(Span<byte> buffer);

    /// <summary>Leaves out some bytes, or what there is of them.</summary>
    /// <param name="count">How many.</param>
    void Skip(long count)
    {
        var buffer = new byte[Math.Min(count, 81920)];
        while (count > 0 && Read(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length))) is > 0 and var read)
        {
            count -= read;
        }
    }

    /// <summary>Makes sure, once all planned bytes were read, that they are what was planned.</summary>
    void End();
}
