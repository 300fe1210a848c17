using System.Reflection;

namespace LambdaImage.Layers;

/// <summary>
/// What a layer's tar depends on, as far as that can be told without opening a file: names, modes, links, and the size and
/// time of each file. Layers of the same key have the same tar, so what was learned of one need not be learned again.
/// </summary>
internal static class LayerKey
{
    /// <summary>The package's version. With another one the same inputs may make other bytes.</summary>
    public static readonly string Version =
        typeof(LayerKey).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    // A file that is written again within the clock's step keeps its time. As git does for its index
    // (https://git-scm.com/docs/racy-git), size and time are trusted only if the file was older than that step when it was
    // read; two seconds is the step of FAT, the coarsest in use.
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(2);

    /// <summary>The key of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="timestamp">The time of every entry of its tar, in seconds since 1970.</param>
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public static string Of(LayerContents layer, long timestamp)
    {
        using var writer = new Sha256Writer();
        writer.Add(Version);
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
                writer.Add(file.Path);
                writer.Add(file.Size);
                writer.Add(file.Modified.Ticks);
            }
        }

        return writer.End();
    }

    /// <summary>Whether no file of a layer can change after it was read and yet keep its size and time.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="readAt">When reading its files began.</param>
    /// <returns>Whether its key can be trusted later.</returns>
    public static bool IsSettled(LayerContents layer, DateTime readAt) =>
        layer.Entries.All(entry => entry.Content is null || entry.Content.State.Modified < readAt - ClockStep);
}
