using System.Globalization;

namespace LambdaImage.Images;

/// <summary>What only the layers of a base tell.</summary>
/// <param name="Size">How many bytes its files have, each layer unpacked.</param>
/// <param name="Orphan">A file whose folder no layer names before it; <see langword="null"/> if there is none.</param>
internal sealed record BaseFacts(long Size, string? Orphan)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The facts; <see langword="null"/> if the text is something else.</returns>
    public static BaseFacts? Parse(string? text) =>
        text?.Split('\n', 2) is [var size, var orphan] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new(bytes, orphan.Length == 0 ? null : orphan)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Size}\n{Orphan}");
}
