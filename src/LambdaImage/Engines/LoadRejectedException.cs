namespace LambdaImage.Engines;

/// <summary>The engine took an image archive and did not accept it.</summary>
/// <param name="error">The engine's message.</param>
public sealed class LoadRejectedException(string error) : Exception(error)
{
    // The systems' texts for ENOSPC, EDQUOT and ERROR_DISK_FULL, which engines pass on.
    private static readonly string[] TextsOfFull = ["no space left on device", "disk quota exceeded", "not enough space on the disk"];

    /// <summary>Whether it has no room for the image, and so none for another attempt.</summary>
    public bool IsFull => TextsOfFull.Any(text => Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
