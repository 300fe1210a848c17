namespace LambdaImage.Layers;

/// <summary>Reads the bytes of one file.</summary>
internal interface IContentReader : IDisposable
{
    /// <summary>Reads some bytes.</summary>
    /// <param name="buffer">Gets them; not empty.</param>
    /// <returns>How many were read; 0 at the end.</returns>
    int Read(Span<byte> buffer);

    /// <summary>Makes sure, once all planned bytes were read, that they are what was planned.</summary>
    void End();
}
