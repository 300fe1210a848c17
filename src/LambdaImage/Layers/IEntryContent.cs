namespace LambdaImage.Layers;

/// <summary>Where the bytes of a file come from when its layer is sent.</summary>
internal interface IEntryContent
{
    /// <summary>
    /// The file of the host that holds the bytes, as it was when the layer was planned; <see langword="null"/> for what is part of this code,
    /// and so changes with <see cref="Caching.CodeIdentity"/> alone.
    /// </summary>
    FileState? State { get; }

    /// <summary>Whether the bytes can be read on another thread, and beside other contents of the same layer.</summary>
    bool CanReadAhead { get; }

    /// <summary>Opens the bytes.</summary>
    /// <returns>What reads them from the start, disposed of by the caller.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">
    /// LAMBDAIMAGE2010, 2014 or 3002, as from all that the reader does: they are broken, unreadable or others than planned.
    /// </exception>
    IContentReader Open();
}
