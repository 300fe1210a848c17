namespace LambdaImage.Specification;

/// <summary>When the image gets a runtime interface emulator.</summary>
public enum EmulatorMode
{
    /// <summary>If the base image has none.</summary>
    Auto,

    /// <summary>In any case.</summary>
    Always,
}
