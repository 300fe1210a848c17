namespace LambdaImage.Specification.LayerSources;

/// <summary>A single symbolic link.</summary>
/// <param name="Target">What the link leads to, as a path of the image.</param>
/// <param name="Name">The link's name in the layer.</param>
public sealed record LinkSource(string Target, string Name) : LayerSource
{
    /// <inheritdoc/>
    public override string ToString() => Target;
}
