namespace LambdaImage.Caching;

/// <summary>Is told of each operation on files before it happens. Tests use it to make one fail.</summary>
internal interface IDiskWatcher
{
    /// <summary>An operation is about to happen. An exception thrown here is what the operation fails with.</summary>
    /// <param name="operation">What is done.</param>
    /// <param name="path">The file or folder.</param>
    void Before(DiskOperation operation, string path);

    /// <summary>A file was opened.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="path">Its path.</param>
    /// <returns>The stream to use in its place, which tells of reads and writes.</returns>
    Stream Watch(Stream stream, string path);
}
