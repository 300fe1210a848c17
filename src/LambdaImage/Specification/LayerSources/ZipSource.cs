using LambdaImage.Lambda;

namespace LambdaImage.Specification.LayerSources;

/// <summary>The entries of a zip. Whether the file is there and is a zip shows when it is read.</summary>
/// <param name="Path">The file's full path.</param>
/// <param name="LayerVersion">The layer version that the file is a download of; <see langword="null"/> for a zip of the project.</param>
public sealed record ZipSource(string Path, LayerVersionArn? LayerVersion = null) : LayerSource
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
