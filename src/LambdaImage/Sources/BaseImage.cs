using LambdaImage.Oci;

namespace LambdaImage.Sources;

/// <summary>A base that is read without an engine.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Config">Its config.</param>
/// <param name="Layers">Its layers as they are stored, the lowest first: one for each of the config's.</param>
/// <param name="Digest">The digest of its manifest, or of the index that names it; <see langword="null"/> if it has none.</param>
/// <param name="Blobs">Where its layers are read from.</param>
internal sealed record BaseImage(ImageReference Name, ImageConfig Config, IReadOnlyList<Descriptor> Layers, Digest? Digest, IBlobSource Blobs);
