namespace LambdaImage.Specification;

/// <summary>What a layer of the image is for, which decides where its files go.</summary>
public enum LayerKind
{
    /// <summary>A Lambda layer.</summary>
    Layer,

    /// <summary>The runtime interface emulator.</summary>
    Emulator,

    /// <summary>The link that a custom runtime's base image starts.</summary>
    Bootstrap,

    /// <summary>The function itself.</summary>
    Function,
}
