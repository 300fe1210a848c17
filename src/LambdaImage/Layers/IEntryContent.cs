namespace LambdaImage.Layers;

/// <summary>Where the bytes of a file come from when its layer is sent.</summary>
internal interface IEntryContent
{
    /// <summary>The file of the host that holds the bytes, as it was when the layer was planned.</summary>
    FileState State { get; }

    /// <summary>Opens the bytes. What it returns reads synchronously and is disposed of by the caller.</summary>
    /// <returns>The bytes, from the start.</returns>
    Stream Open();
}
