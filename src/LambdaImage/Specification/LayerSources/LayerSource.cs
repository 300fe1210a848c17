namespace LambdaImage.Specification.LayerSources;

/// <summary>
/// What a layer is made of: one record for each kind of source. A source that is somewhere else, such as a
/// <see cref="LayerVersionSource"/>, is replaced by a local one before layers are read.
/// </summary>
public abstract record LayerSource
{
    private protected LayerSource()
    {
    }

    /// <summary>What names the source: its path, ARN or link target. Equal sources have equal names, in every build.</summary>
    /// <returns>The name.</returns>
    public abstract override string ToString();
}
