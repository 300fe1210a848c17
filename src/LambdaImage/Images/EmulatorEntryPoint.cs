using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Images;

/// <summary>How an image that gets the emulator starts it. AWS's bases do that themselves; on others our script does, before their entrypoint.</summary>
internal static class EmulatorEntryPoint
{
    private static readonly string Script = $"{LayerSpec.FolderOf(LayerKind.Emulator)}/{EmulatorScript.Name}";

    // Where the link leads that a custom runtime's image gets.
    private static readonly string Bootstrap = $"{LayerSpec.FolderOf(LayerKind.Bootstrap)}/bootstrap";

    /// <summary>The entrypoint for a base that has none: the script, and what it runs before the command's arguments.</summary>
    /// <param name="spec">What the project asks for.</param>
    /// <returns>The entrypoint; empty if the project chose one, or wants no emulator.</returns>
    public static IReadOnlyList<string> Of(ImageSpec spec) =>
        spec.Emulator is null || spec.EntryPoint.Count > 0 ? []
        : spec.Layers.Any(layer => layer.Kind == LayerKind.Bootstrap) ? [Script, Bootstrap]
        : [Script];

    /// <summary>Puts the script before what the containers of a base run.</summary>
    /// <param name="own">The entrypoint for a base that has none; empty for no script.</param>
    /// <param name="container">How the base's containers run.</param>
    /// <returns>The entrypoint; <see langword="null"/> to keep the base's.</returns>
    public static IReadOnlyList<string>? On(IReadOnlyList<string> own, ContainerConfig container) =>
        own.Count == 0 || IsIn(container) ? null
        : container.Entrypoint.Count > 0 ? [own[0], .. container.Entrypoint]
        : own;

    /// <summary>Whether the containers of a base start an emulator: by AWS's entrypoint, which does so outside Lambda, by ours, or by its name.</summary>
    /// <param name="container">How they run.</param>
    /// <returns>Whether they do.</returns>
    public static bool IsIn(ContainerConfig container) => container.Entrypoint.Any(part =>
        part == Script || part.EndsWith("/lambda-entrypoint.sh", StringComparison.Ordinal) || part.EndsWith("aws-lambda-rie", StringComparison.Ordinal));
}
