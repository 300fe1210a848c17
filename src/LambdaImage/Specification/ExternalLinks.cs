namespace LambdaImage.Specification;

/// <summary>What happens to a link that leads out of a folder layer. A copy of its target takes its place, unless it is refused.</summary>
public enum ExternalLinks
{
    /// <summary>The target is copied, and a warning names the link and its target.</summary>
    Warn,

    /// <summary>The target is copied without a warning.</summary>
    Allow,

    /// <summary>The build fails.</summary>
    Refuse,
}
