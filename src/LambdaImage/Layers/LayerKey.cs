using System.Reflection;
using LambdaImage.Caching;

namespace LambdaImage.Layers;

/// <summary>
/// What a layer's tar depends on, as far as that can be told without opening a file: names, modes, links, and what the file system
/// knows of each file. Layers of the same key have the same tar, so what was learned of one need not be learned again.
/// </summary>
internal static class LayerKey
{
    /// <summary>
    /// The package's version, for what goes into images. It is not <see cref="CodeIdentity"/>: equal inputs keep their image when
    /// the package was merely compiled again.
    /// </summary>
    public static readonly string Version =
        typeof(LayerKey).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    // A file that is written again within the clock's step keeps its times. As git does for its index
    // (https://git-scm.com/docs/racy-git), times are trusted only if the file was older than that step when it was
    // read; two seconds is the step of FAT, the coarsest in use.
    private const long ClockStep = 2_000_000_000;

    /// <summary>The key of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="timestamp">The time of every entry of its tar, in seconds since 1970.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public static string Of(LayerContents layer, long timestamp) => Of(layer, timestamp, CodeIdentity.Value);

    /// <summary>The key of a layer whose tar certain code makes.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="timestamp">The time of every entry of its tar, in seconds since 1970.</param>
    /// <param name="code">The identity of the code.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    internal static string Of(LayerContents layer, long timestamp, string code)
    {
        using var writer = new Sha256Writer();
        writer.Add(code);
        writer.Add(timestamp);
        writer.Add(layer.Spec.Destination);
        foreach (var entry in layer.Entries)
        {
            writer.Add(entry.Path);
            writer.Add((long)entry.Kind);
            writer.Add(entry.Mode);
            writer.Add(entry.Size);
            writer.Add(entry.LinkTarget);
            if (entry.Content?.State is { } file)
            {
                Add(writer, file);
            }
        }

        return writer.End();
    }

    /// <summary>Adds to a key all that tells a file from what it was earlier, and from others.</summary>
    /// <param name="writer">The key.</param>
    /// <param name="file">The file.</param>
    public static void Add(Sha256Writer writer, in FileState file)
    {
        writer.Add(file.Path);
        writer.Add(file.Size);
        writer.Add(file.Status.Modified);
        writer.Add(file.Status.Changed);
        writer.Add((long)file.Status.Device);
        writer.Add((long)file.Status.IdHigh);
        writer.Add((long)file.Status.Id);
    }

    /// <summary>Whether no file of a layer can change after it was read and yet look the same.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="readAt">When reading its files began.</param>
    /// <returns>Whether its key can be trusted later.</returns>
    public static bool IsSettled(LayerContents layer, DateTimeOffset readAt) =>
        layer.Entries.All(entry => entry.Content?.State is not { } file || IsSettled(file, readAt));

    /// <summary>Whether a file can't change after it was read and yet look the same.</summary>
    /// <param name="file">The file.</param>
    /// <param name="readAt">When reading it began.</param>
    /// <returns>Whether what was known of it can be trusted later.</returns>
    public static bool IsSettled(in FileState file, DateTimeOffset readAt)
    {
        var newest = ((readAt - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick) - ClockStep;
        return file.Status.Modified < newest && file.Status.Changed < newest;
    }
}
