namespace LambdaImage.Oci;

/// <summary>How a manifest names a layer: https://github.com/opencontainers/image-spec/blob/main/descriptor.md.</summary>
/// <param name="MediaType">What it is packed as.</param>
/// <param name="Digest">The digest of its packed bytes, <c>sha256:…</c>.</param>
/// <param name="Size">The number of its packed bytes.</param>
public sealed record Descriptor(string MediaType, string Digest, long Size);
