using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint;

/// <summary>What the first bytes of files tell. They are looked at while they are sent, so that nothing is read for it.</summary>
/// <param name="spec">What is made.</param>
internal sealed class ContentLint(ImageSpec spec)
{
    // Custom runtimes start a program, and an image with an entrypoint of its own can start any.
    private readonly bool _startsAssembly = spec.EntryPoint.Count == 0 && !spec.Layers.Any(layer => layer.Kind == LayerKind.Bootstrap);

    /// <summary>Looks at a file.</summary>
    /// <param name="layer">The layer that it is in.</param>
    /// <param name="entry">The file, its name from the image's root.</param>
    /// <param name="head">Its first bytes.</param>
    /// <returns>What was seen, or <see langword="null"/> if all is well.</returns>
    public BuildMessage? Check(LayerContents layer, LayerEntry entry, ReadOnlySpan<byte> head)
    {
        var path = entry.Path[layer.Spec.Destination.Length..];
        if (ElfHeader.IsElf(head))
        {
            return IsForEachPlatform(layer, path) || ElfHeader.IsFor(head, spec.Architecture) || IsUnusedHost(layer, path) ? null : BuildMessage.Warning(
                DiagnosticCodes.ForeignBinary,
                $"{Display.Quote(path)} of {Display.Quote(layer.Spec.Name)} is a binary for another architecture than {spec.Architecture}, so it will not run. " +
                "Take the build for the right one, or set LambdaArchitecture.",
                layer.Spec.Origin);
        }

        return PlanLint.IsStarted(layer.Spec.Kind, path) && HasInterpreterWithCarriageReturn(head)
            ? BuildMessage.Warning(
                DiagnosticCodes.WindowsLineEnds,
                $"The script {Display.Quote(path)} of {Display.Quote(layer.Spec.Name)} has Windows line ends (CRLF), so Linux does not find its interpreter. " +
                "Save it with line feeds alone; in git, '*.sh text eol=lf' in .gitattributes keeps them.",
                layer.Spec.Origin)
            : null;
    }

    // A publish output that is not made for one platform brings native libraries for all; .NET takes the right one:
    // https://learn.microsoft.com/nuget/create-packages/native-files-in-net-packages.
    private static bool IsForEachPlatform(LayerContents layer, string path) =>
        layer.Spec.Kind == LayerKind.Function && path.StartsWith("runtimes/", StringComparison.Ordinal);

    // The SDK puts a program beside an executable's assembly that starts it on the computer that it is built on. The .NET base images start
    // the assembly.
    private bool IsUnusedHost(LayerContents layer, string path) =>
        _startsAssembly && layer.Spec.Kind == LayerKind.Function && layer.Entries.Any(entry => entry.Path == path + ".dll");

    // The first line alone: what follows may be data that only looks like line ends, as in a zip that starts itself.
    private static bool HasInterpreterWithCarriageReturn(ReadOnlySpan<byte> head) =>
        head.StartsWith("#!"u8) && head.IndexOf((byte)'\n') is > 0 and var end && head[end - 1] == '\r';
}
