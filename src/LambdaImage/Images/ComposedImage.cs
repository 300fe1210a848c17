using LambdaImage.Json;
using LambdaImage.Oci;

namespace LambdaImage.Images;

/// <summary>An image that was put together here and not by an engine.</summary>
/// <param name="Names">The names that it gets.</param>
/// <param name="BaseImage">The base, inspected.</param>
/// <param name="Layers">The layers on the base, the lowest first.</param>
/// <param name="Config">Its config.</param>
internal sealed record ComposedImage(
    IReadOnlyList<ImageReference> Names,
    StoredImage BaseImage,
    IReadOnlyList<ComposedLayer> Layers,
    JsonBytes Config);
