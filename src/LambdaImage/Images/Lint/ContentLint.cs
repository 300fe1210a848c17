using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Layers.Elf;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint;

/// <summary>What the first bytes of files tell. They are looked at while they are sent, so that nothing is read for it.</summary>
/// <param name="spec">What is made.</param>
internal sealed class ContentLint(ImageSpec spec)
{
    private readonly BinaryLint _binaries = new(spec);

    // Custom runtimes start a program, and an image with an entrypoint of its own can start any.
    private readonly bool _startsAssembly = spec.StartsAsBase && !spec.Layers.Any(layer => layer.Kind == LayerKind.Bootstrap);

    /// <summary>Looks at a file.</summary>
    /// <param name="layer">The layer that it is in.</param>
    /// <param name="entry">The file, its name from the image's root.</param>
    /// <param name="head">Its first bytes.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: the file can't be read, or is no longer as planned.</exception>
    public IEnumerable<BuildMessage> Check(LayerContents layer, LayerEntry entry, ReadOnlySpan<byte> head)
    {
        var path = entry.Path[layer.Spec.Destination.Length..];
        return ElfHeader.IsElf(head) ? Binary(layer, entry, path, ElfHeader.IsFor(head, spec.Architecture))
            : head.StartsWith("#!"u8) ? Script(layer, entry, path, HasCarriageReturn(head))
            : [];
    }

    private IEnumerable<BuildMessage> Binary(LayerContents layer, LayerEntry entry, string path, bool isForArchitecture)
    {
        if (IsForOtherPlatform(layer, path) || IsUnusedHost(layer, path))
        {
            return [];
        }

        return isForArchitecture ? _binaries.Check(layer, entry, path)
        : [
            BuildMessage.Warning(
                DiagnosticCodes.ForeignBinary,
                $"{Display.Quote(path)} of {Display.Quote(layer.Spec.Name)} is a binary for another architecture than {spec.Architecture}, so it will not run. " +
                "Take the build for the right one, or set LambdaArchitecture.",
                layer.Spec.Origin),
        ];
    }

    private static IEnumerable<BuildMessage> Script(LayerContents layer, LayerEntry entry, string path, bool hasCarriageReturn)
    {
        if (PlanLint.IsStarted(layer.Spec, path))
        {
            if (hasCarriageReturn)
            {
                yield return BuildMessage.Warning(
                    DiagnosticCodes.WindowsLineEnds,
                    $"The script {Display.Quote(path)} of {Display.Quote(layer.Spec.Name)} has Windows line ends (CRLF), so Linux does not find its interpreter. " +
                    "Save it with line feeds alone; in git, '*.sh text eol=lf' in .gitattributes keeps them.",
                    layer.Spec.Origin);
            }
        }
        else if (layer.Spec.Kind == LayerKind.Function && Path.GetExtension(path) is "" or ".sh" && (entry.Mode & 1) == 0)
        {
            // Others are most often data for their interpreters.
            yield return BinaryLint.NotExecutable(layer, path);
        }
    }

    // A publish output that is not made for one platform brings native libraries for all; .NET takes the right one:
    // https://learn.microsoft.com/nuget/create-packages/native-files-in-net-packages.
    private bool IsForOtherPlatform(LayerContents layer, string path) =>
        layer.Spec.Kind == LayerKind.Function && path.Split('/') is ["runtimes", var platform, ..] && platform != spec.Architecture.RuntimeIdentifier;

    // The SDK puts a program beside an executable's assembly that starts it on the computer that it is built on. The .NET base images start
    // the assembly.
    private bool IsUnusedHost(LayerContents layer, string path) =>
        _startsAssembly && layer.Spec.Kind == LayerKind.Function && (layer.Whole ?? layer).Entries.Any(entry => entry.Path == path + ".dll");

    // The first line alone: what follows may be data that only looks like line ends, as in a zip that starts itself.
    private static bool HasCarriageReturn(ReadOnlySpan<byte> head) => head.IndexOf((byte)'\n') is > 0 and var end && head[end - 1] == '\r';
}
