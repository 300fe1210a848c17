namespace LambdaImage.Layers.Folders;

/// <summary>A link that leads out of its layer, so that a copy of what it leads to stands in its place.</summary>
/// <param name="Path">The link's name in the layer.</param>
/// <param name="Target">The full path of what it leads to on the host.</param>
internal sealed record ExternalLink(string Path, string Target);
