namespace LambdaImage.Specification.LayerSources;

/// <summary>All files of a folder.</summary>
/// <param name="Path">The folder's full path.</param>
public sealed record FolderSource(string Path) : LayerSource
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
