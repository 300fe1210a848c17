namespace LambdaImage.Specification;

/// <summary>The archive that an image is written to.</summary>
/// <param name="Path">The file's full path; that of a folder, which only an OCI layout can be, ends in a slash.</param>
/// <param name="Format">The format.</param>
public sealed record ArchiveSpec(string Path, ArchiveFormat Format)
{
    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => System.IO.Path.EndsInDirectorySeparator(Path);
}
