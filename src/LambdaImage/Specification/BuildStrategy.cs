namespace LambdaImage.Specification;

/// <summary>How an image gets onto the engine.</summary>
public enum BuildStrategy
{
    /// <summary><see cref="Load"/> where the engine can, else <see cref="Dockerfile"/>.</summary>
    Auto,

    /// <summary>The engine builds a Dockerfile: <c>POST /build</c>.</summary>
    Dockerfile,

    /// <summary>The image is put together here, and the layers that the engine lacks are loaded: <c>POST /images/load</c>.</summary>
    Load,
}
