namespace LambdaImage.Specification.LayerSources;

/// <summary>A single executable file.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="Name">The file's name in the layer.</param>
public sealed record FileSource(string Path, string Name) : LayerSource
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
