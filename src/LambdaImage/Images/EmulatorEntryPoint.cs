using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Images;

/// <summary>How an image that gets the emulator starts it. AWS's bases do that themselves; on others our script does, before their entrypoint.</summary>
internal static class EmulatorEntryPoint
{
    private static readonly string Script = $"{LayerSpec.FolderOf(LayerKind.Emulator)}/{EmulatorScript.Name}";

    private static readonly string[] Shells = ["sh", "bash", "dash", "ash", "busybox"];

    // Where the link leads that a custom runtime's image gets.
    private static readonly string Bootstrap = $"{LayerSpec.FolderOf(LayerKind.Bootstrap)}/bootstrap";

    /// <summary>The entrypoint for a base that has none: the script, and what it runs before the command's arguments.</summary>
    /// <param name="spec">What the project asks for.</param>
    /// <returns>The entrypoint; empty if the project chose one, or wants no emulator.</returns>
    public static IReadOnlyList<string> Of(ImageSpec spec) =>
        spec.Emulator is null || spec.EntryPoint.Count > 0 ? []
        : spec.Layers.Any(layer => layer.Kind == LayerKind.Bootstrap) ? [Script, Bootstrap]
        : [Script];

    /// <summary>
    /// Puts the script before what the containers of a base run. Not on a base that may have no shell: what starts there without us would not start
    /// any more. A config tells of a shell if it names one.
    /// </summary>
    /// <param name="own">The entrypoint for a base that has none; empty for no script.</param>
    /// <param name="container">How the base's containers run.</param>
    /// <param name="command">The project's command; <see langword="null"/> for the base's.</param>
    /// <returns>The entrypoint; <see langword="null"/> to keep the base's.</returns>
    public static IReadOnlyList<string>? On(IReadOnlyList<string> own, ContainerConfig container, string? command) =>
        own.Count == 0 || IsIn(container) || !(NamesShell(container) || StartsNothing(container, command)) ? null
        : container.Entrypoint.Count > 0 ? [own[0], .. container.Entrypoint]
        : own;

    /// <summary>Whether the containers of a base start an emulator: by AWS's entrypoint, which does so outside Lambda, by ours, or by its name.</summary>
    /// <param name="container">How they run.</param>
    /// <returns>Whether they do.</returns>
    public static bool IsIn(ContainerConfig container) => container.Entrypoint.Any(part =>
        part == Script || part.EndsWith("/lambda-entrypoint.sh", StringComparison.Ordinal) || part.EndsWith("aws-lambda-rie", StringComparison.Ordinal));

    private static bool NamesShell(ContainerConfig container) => container.Entrypoint.Concat(container.Cmd).Concat(container.Shell)
        .Select(part => part[(part.LastIndexOf('/') + 1)..])
        .Any(name => Shells.Contains(name) || name.EndsWith(".sh", StringComparison.Ordinal));

    // A handler is no program, unless it is the path of one.
    private static bool StartsNothing(ContainerConfig container, string? command) =>
        container.Entrypoint.Count == 0 && (command ?? (container.Cmd is [var first, ..] ? first : null))?.StartsWith('/') != true;
}
