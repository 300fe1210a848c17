namespace LambdaImage.Specification;

/// <summary>Whether the layers of an image are compressed.</summary>
public enum LayerCompression
{
    /// <summary>With gzip where the image goes to a registry: straight, in an OCI layout, or by way of an engine that pushes layers as they are.</summary>
    Auto,

    /// <summary>With gzip.</summary>
    Gzip,

    /// <summary>Not at all.</summary>
    None,
}
