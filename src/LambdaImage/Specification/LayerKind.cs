namespace LambdaImage.Specification;

/// <summary>What a layer of the image is for.</summary>
public enum LayerKind
{
    /// <summary>A Lambda layer, from a folder, a zip or a layer version.</summary>
    Layer,

    /// <summary>The runtime interface emulator.</summary>
    Emulator,

    /// <summary>The link that a custom runtime's base image starts.</summary>
    Bootstrap,

    /// <summary>The function itself.</summary>
    Function,
}
