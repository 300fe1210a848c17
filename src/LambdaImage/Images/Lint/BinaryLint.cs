using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Layers;
using LambdaImage.Layers.Elf;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint;

/// <summary>Whether the base can start the programs, and load the libraries, that function and layers bring.</summary>
/// <param name="spec">What is made.</param>
internal sealed class BinaryLint(ImageSpec spec)
{
    private const string Musl = "musl";

    // Where glibc's packages put it: https://sourceware.org/glibc/wiki/ABIList.
    private readonly string _loader = spec.Architecture == LambdaArchitecture.Arm64 ? "ld-linux-aarch64.so.1" : "ld-linux-x86-64.so.2";

    /// <summary>Looks at a program or library for the image's architecture.</summary>
    /// <param name="layer">The layer that it is in.</param>
    /// <param name="entry">The file.</param>
    /// <param name="path">Its name in the layer.</param>
    /// <returns>What keeps it from being started.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2010, 2014 or 3002: it can't be read, or is no longer as planned.</exception>
    public IEnumerable<BuildMessage> Check(LayerContents layer, LayerEntry entry, string path)
    {
        if (new ElfReader(entry.Content!, entry.Size).Read() is not { } needs)
        {
            yield break;
        }

        if (needs.IsProgram && layer.Spec.Kind == LayerKind.Function && path != "bootstrap" && (entry.Mode & 1) == 0)
        {
            yield return NotExecutable(layer, path);
        }

        if (spec.Glibc is null || layer.Spec.Kind == LayerKind.Emulator)
        {
            yield break;
        }

        var name = $"{Display.Quote(path)} of {Display.Quote(layer.Spec.Name)}";
        if (needs.Libraries.Append(needs.Loader).Any(library => library?.Contains(Musl, StringComparison.Ordinal) == true))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.MissingLoader,
                $"{name} is built for musl, as Alpine has it, and the base image {spec.BaseImage} has glibc, so it will not start. Take its build for glibc, or link it statically.",
                layer.Spec.Origin);
        }
        else if (needs.Loader is { } loader && !IsInBase(loader) && !spec.Layers.Any(other => loader.StartsWith(other.Destination + "/", StringComparison.Ordinal)))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.MissingLoader,
                $"{name} is started by {Display.Quote(loader)}, which the base image {spec.BaseImage} does not have, so it will not start. " +
                "Take a build for Amazon Linux or another common Linux, or link it statically.",
                layer.Spec.Origin);
        }

        if (needs.Glibc > spec.Glibc)
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.NewerGlibc,
                $"{name} needs glibc {needs.Glibc}, and the base image {spec.BaseImage} has {spec.Glibc}, so it will not start. " +
                "Build it on the system of the base image or an older one, link it statically, or take a newer base image.",
                layer.Spec.Origin);
        }
    }

    /// <summary>Warns of a file of the function that can't be started.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="path">The file's name in the layer.</param>
    /// <returns>The warning.</returns>
    public static BuildMessage NotExecutable(LayerContents layer, string path) => BuildMessage.Warning(
        DiagnosticCodes.ProgramNotExecutable,
        $"{Display.Quote(path)} of the function is a program and not executable, so the function can't start it. Run 'chmod +x' where it comes from. " +
        "Artifacts of a build server and zips often lose this.",
        layer.Spec.Origin);

    private bool IsInBase(string loader) =>
        Path.GetFileName(loader) == _loader && loader.AsSpan(0, loader.Length - _loader.Length) is "/lib64/" or "/lib/" or "/usr/lib64/" or "/usr/lib/";
}
