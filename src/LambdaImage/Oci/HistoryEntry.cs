namespace LambdaImage.Oci;

/// <summary>What an image's config says of how one of its layers was made.</summary>
/// <param name="Created">When, in RFC 3339's format.</param>
/// <param name="CreatedBy">How.</param>
public sealed record HistoryEntry(string Created, string CreatedBy);
