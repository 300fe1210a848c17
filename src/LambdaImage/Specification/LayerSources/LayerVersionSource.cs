using LambdaImage.Lambda;

namespace LambdaImage.Specification.LayerSources;

/// <summary>A layer version that is published to Lambda. The download makes a <see cref="ZipSource"/> of it.</summary>
/// <param name="Arn">The layer version's ARN.</param>
public sealed record LayerVersionSource(LayerVersionArn Arn) : LayerSource
{
    /// <inheritdoc/>
    public override string ToString() => Arn.ToString();
}
