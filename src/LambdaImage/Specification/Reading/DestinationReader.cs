using LambdaImage.Diagnostics;
using LambdaImage.Oci;

namespace LambdaImage.Specification.Reading;

/// <summary>Reads where a project's image goes.</summary>
public static class DestinationReader
{
    /// <summary>Reads the properties.</summary>
    /// <param name="properties">The properties.</param>
    /// <returns>The places: the engine, if no other is named.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004: a value is wrong, or the image would go nowhere.</exception>
    public static DestinationSpec Read(ProjectProperties properties)
    {
        var push = properties.Flag("LambdaImagePush");
        var archive = Archive(properties);
        var spec = new DestinationSpec
        {
            Push = push,
            Archive = archive,
            Load = properties.Text("LambdaImageLoad") is null ? !push && archive is null : properties.Flag("LambdaImageLoad"),
            Compression = properties.Enumeration("LambdaImageCompression", LayerCompression.Auto),
        };
        return spec.Load || spec.Exports ? spec : throw new LambdaImageException(
            DiagnosticCodes.InvalidPropertyValue,
            "LambdaImageLoad is false, and the image goes nowhere else. Set LambdaImagePush to true or LambdaImageArchivePath to a file, or unset LambdaImageLoad.",
            new("LambdaImageLoad"));
    }

    /// <summary>Makes sure that a name can be pushed to.</summary>
    /// <param name="name">The image's first name.</param>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2003: it names no repository that somebody could have.</exception>
    internal static void CheckPush(ImageReference name)
    {
        if (!name.IsPushable)
        {
            throw new LambdaImageException(
                DiagnosticCodes.InvalidReference,
                $"LambdaImagePush is true, and {name.Repository} does not say which registry the image goes to. Set LambdaImageRepository to registry/repository, " +
                $"such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/{name.Repository}, or to user/{name.Repository} on Docker Hub.",
                new("LambdaImageRepository"));
        }
    }

    /// <summary>Reads <c>LambdaImageMetadataFile</c>.</summary>
    /// <param name="properties">The properties.</param>
    /// <returns>The file; by default one in the project's work folder, which is an architecture's own.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004: it is a folder.</exception>
    internal static string? MetadataFile(ProjectProperties properties)
    {
        if (properties.Text("LambdaImageMetadataFile") is not { } path)
        {
            return properties.Text("_LambdaImageMetadataFile");
        }

        return !Path.EndsInDirectorySeparator(path) && !Caching.Disk.FolderExists(path)
            ? WithSuffix(path, properties.Text("_LambdaImageTagSuffix"))
            : throw new LambdaImageException(
                DiagnosticCodes.InvalidPropertyValue,
                $"LambdaImageMetadataFile {Display.Quote(path)} is a folder. Name a file in it.",
                new("LambdaImageMetadataFile"));
    }

    private static ArchiveSpec? Archive(ProjectProperties properties)
    {
        var format = properties.Enumeration("LambdaImageArchiveFormat", ArchiveFormat.Docker);
        if (properties.Text("LambdaImageArchivePath") is not { } path)
        {
            return null;
        }

        var archive = new ArchiveSpec(WithSuffix(path, properties.Text("_LambdaImageTagSuffix")), format);
        var problem = archive.IsFolder && format != ArchiveFormat.Oci ? $"is a folder, which only an OCI layout can be. Set LambdaImageArchiveFormat to Oci, or name a file"
            : !archive.IsFolder && Caching.Disk.FolderExists(path) ? "is a folder. Name a file in it, or, for an OCI layout, end the path in a slash"
            : null;
        return problem is null ? archive : throw new LambdaImageException(
            DiagnosticCodes.InvalidPropertyValue,
            $"LambdaImageArchivePath {Display.Quote(path)} {problem}.",
            new("LambdaImageArchivePath"));
    }

    // Each architecture's image is a file of its own: "hello.tar" becomes "hello-arm64.tar".
    private static string WithSuffix(string path, string? suffix)
    {
        const string Compressed = ".tar.gz";
        var end = Path.EndsInDirectorySeparator(path) ? path[^1..] : path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? path[^Compressed.Length..] : Path.GetExtension(path);
        return suffix is null ? path : path[..^end.Length] + suffix + end;
    }
}
