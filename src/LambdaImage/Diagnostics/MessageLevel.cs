namespace LambdaImage.Diagnostics;

/// <summary>How much a message matters.</summary>
public enum MessageLevel
{
    /// <summary>Of interest when something is looked for: bytes, files.</summary>
    Low,

    /// <summary>The engine's steps.</summary>
    Normal,

    /// <summary>What every user wants to see: that a build starts.</summary>
    High,

    /// <summary>A warning, with a code.</summary>
    Warning,
}
