using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Lambda;
using LambdaImage.Layers;
using LambdaImage.Layers.Elf;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Sources;

/// <summary>Finds the runtime interface emulator for an image that needs one.</summary>
/// <param name="images">Where an image is taken from that has one.</param>
/// <param name="workFolder">Where an emulator that came out of an image is kept, by the image's id.</param>
/// <param name="progress">Is told where it comes from.</param>
internal sealed class EmulatorSource(IImageFiles images, string workFolder, IProgress<BuildMessage> progress)
{
    // Where AWS's base images hold it: https://github.com/aws/aws-lambda-base-images.
    private const string PathInImage = "/usr/local/bin/aws-lambda-rie";

    private const int IdLength = 12;

    /// <summary>Finds the emulator.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="container">How the base's containers run.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The layer that holds it, or <see langword="null"/> if the image gets none.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2016 or 2022, or the failure of a pull.</exception>
    public async Task<LayerContents?> FindAsync(ImagePlan plan, ContainerConfig container, CancellationToken cancellationToken)
    {
        if (plan.Spec.Emulator is not { } emulator || (emulator.Mode == EmulatorMode.Auto && EmulatorEntryPoint.IsIn(container)))
        {
            return null;
        }

        var path = emulator.Path ?? await ExtractAsync(SourceOf(plan.Spec, emulator.Image), cancellationToken).ConfigureAwait(false);
        var layer = plan.Emulator ?? ImagePlanner.ReadEmulator(path, cancellationToken);
        CheckArchitecture(path, plan.Spec);
        if (plan.Spec.EntryPoint.Count == 0 && !EmulatorEntryPoint.IsIn(container))
        {
            progress.Report(new(MessageLevel.Normal, ConfigChanges.Of(plan.Spec).EntryPointOn(container) is { } entryPoint
                ? $"The image starts with {string.Join(' ', entryPoint)}, which needs /bin/sh in the base image. Without a shell, set LambdaRie to Never or LambdaImageEntryPoint."
                : "The image starts as its base does, without the emulator, because the base may have no shell for the script that starts it. " +
                  "If it has one, name the script first in LambdaImageEntryPoint: /var/rapid/entrypoint.sh;PROGRAM."));
        }

        return layer;
    }

    // What is known of the base does not hold for another image.
    private static ImageSpec SourceOf(ImageSpec spec, ImageReference image) => spec with { BaseImage = image, BaseImageDigest = null, BaseImageMirrors = [] };

    // The source is the spec with the emulator's image in place of the base.
    private async Task<string> ExtractAsync(ImageSpec source, CancellationToken cancellationToken)
    {
        var id = await GetAsync(source, cancellationToken).ConfigureAwait(false);
        var file = Path.Combine(workFolder, $"aws-lambda-rie-{source.Architecture}.{id.Replace("sha256:", string.Empty, StringComparison.Ordinal)[..IdLength]}.{CodeIdentity.Value[..IdLength]}");
        if (!source.ForceBuild && new PrivateFolder(HostFiles.Current).HoldsOwn(file))
        {
            return file;
        }

        progress.Report(new(MessageLevel.Normal, $"Taking the runtime interface emulator out of {source.BaseImage}"));
        await WriteAsync(source, id, file, cancellationToken).ConfigureAwait(false);
        return file;
    }

    private async Task<string> GetAsync(ImageSpec source, CancellationToken cancellationToken)
    {
        try
        {
            return await images.GetAsync(source, cancellationToken).ConfigureAwait(false);
        }
        catch (LambdaImageException failure) when (source.PullPolicy == PullPolicy.Never && failure.Descriptor == DiagnosticCodes.BaseImageNotFound)
        {
            throw Missing(source, $"it would come out of {source.BaseImage}, which is not here, and LambdaImagePullPolicy is Never");
        }
        catch (LambdaImageException failure)
        {
            throw new LambdaImageException(
                failure.Descriptor,
                failure.Message + " The runtime interface emulator would come out of it, because the base image has none: " +
                "set LambdaRie to Never to do without, or LambdaRiePath to an emulator.",
                new("LambdaRie"),
                innerException: failure);
        }
    }

    private async Task WriteAsync(ImageSpec source, string id, string file, CancellationToken cancellationToken)
    {
        try
        {
            Disk.CreateFolder(workFolder);
            await AtomicFile.WriteAsync(file, CopyAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw NotWritten(exception);
        }

        async Task CopyAsync(Stream stream, CancellationToken token)
        {
            var output = new CodedStream(stream, NotWritten, leaveOpen: true);
            await using (output.ConfigureAwait(false))
            {
                if (!await images.CopyAsync(source, id, PathInImage, output, token).ConfigureAwait(false))
                {
                    throw Missing(source, $"{source.BaseImage} holds no {PathInImage}");
                }
            }
        }

        LambdaImageException NotWritten(Exception exception) => new(
            DiagnosticCodes.WorkFolderNotWritable,
            $"The runtime interface emulator can't be stored in {Display.Quote(workFolder)}: {exception.Message.TrimEnd('.')}. " +
            "Make the folder writable and free space on its disk, or set LambdaRiePath to an emulator.",
            innerException: exception);
    }

    private static void CheckArchitecture(string path, ImageSpec spec)
    {
        var read = ReadHead(path);
        if (!ElfHeader.IsElf(read) || !ElfHeader.IsFor(read, spec.Architecture))
        {
            throw new LambdaImageException(
                DiagnosticCodes.EmulatorNotRunnable,
                $"The runtime interface emulator {Display.Quote(path)} is not a Linux program for {spec.Architecture}. " +
                $"Set LambdaRiePath to one that is, or to a folder that holds aws-lambda-rie-{LambdaArchitecture.X64} and aws-lambda-rie-{LambdaArchitecture.Arm64}.",
                new("LambdaRiePath"));
        }
    }

    private static byte[] ReadHead(string path)
    {
        try
        {
            return Disk.ReadStart(path, ElfHeader.Length);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LambdaImageException(
                DiagnosticCodes.UnreadableFile,
                $"The runtime interface emulator {Display.Quote(path)} can't be read: {exception.Message.TrimEnd('.')}. Check its permissions.",
                innerException: exception);
        }
    }

    private static LambdaImageException Missing(ImageSpec spec, string why) => new(
        DiagnosticCodes.EmulatorNotFound,
        $"There is no runtime interface emulator for the image: {why}. Set LambdaRiePath to the emulator for {spec.Architecture}, " +
        "or LambdaRie to Never, if the image is not to be started outside Lambda.",
        new("LambdaRie"));
}
