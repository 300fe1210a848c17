namespace LambdaImage.Specification;

/// <summary>Whether the parts of a function are image layers of their own.</summary>
public enum LayerSplit
{
    /// <summary>Parts that are large are, unless the engine builds a Dockerfile: it gets all layers in each build.</summary>
    Auto,

    /// <summary>Every part is.</summary>
    Always,

    /// <summary>The function is one layer.</summary>
    Never,
}
