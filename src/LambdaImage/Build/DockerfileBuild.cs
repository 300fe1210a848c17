using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Engine;
using LambdaImage.Layers;
using LambdaImage.Lint;
using LambdaImage.Plan;
using LambdaImage.Spec;
using LambdaImage.Tar;

namespace LambdaImage.Build;

/// <summary>
/// The strategy <c>Dockerfile</c>: <c>POST /build</c> with a Dockerfile and one nested tar a layer. The context is made
/// while it is sent; no more of it is in memory than the pipe between maker and sender holds.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="workFolder">Where the Dockerfile stands while the build runs, and stays if it is what failed.</param>
/// <param name="progress">Is told what happens.</param>
internal sealed class DockerfileBuild(IEngine engine, string workFolder, IProgress<BuildMessage> progress)
{
    // Enough that reading files and sending bytes seldom wait for each other.
    private const int PipeSize = 8 * 1024 * 1024;
    private const int SegmentSize = 256 * 1024;

    /// <summary>Builds and tags the image.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="fingerprint">The content fingerprint.</param>
    /// <param name="baseImage">The base as the engine has it.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>The image as the engine has it.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3001 to 3003, or a failure of the engine.</exception>
    public async Task<EngineImage> RunAsync(ImagePlan plan, string fingerprint, EngineImage baseImage, CancellationToken cancellationToken)
    {
        var spec = plan.Spec;
        progress.Report(new(MessageLevel.High, $"Building image {spec.Names[0]} on {spec.BaseImage} ({spec.Architecture})"));
        foreach (var layer in plan.Layers)
        {
            progress.Report(new(
                MessageLevel.Normal,
                $"{layer.Spec.Destination} <- {layer.Spec.Name}: {Display.Count(layer.FileCount, "file")}, {Display.Size(layer.TotalSize)}"));
        }

        foreach (var replaced in ReplacedEntry.Find(plan.Layers))
        {
            progress.Report(new(MessageLevel.Low, $"{Display.Quote(replaced.Path)} of {replaced.Later.Name} replaces that of {replaced.Earlier.Name}"));
        }

        foreach (var warning in PlanLint.Check(plan))
        {
            Warn(warning);
        }

        var text = Dockerfile.Compose(plan, ImageLabels.Of(spec, fingerprint, baseImage.DigestIn(spec.BaseImage)));
        var file = new DockerfileOnDisk(workFolder, spec.Architecture, fingerprint);
        file.Write(text);
        try
        {
            await SendAsync(plan, text, cancellationToken).ConfigureAwait(false);
        }
        catch (BuildFailedException failure)
        {
            if (!File.Exists(file.Path))
            {
                // Another build of the project succeeded in the meantime and took all Dockerfiles along.
                file.Write(text);
            }

            throw StepFailed(file.Path, text, failure);
        }
        catch
        {
            file.Delete();
            throw;
        }

        file.DeleteAll();
        return await VerifyAsync(spec, fingerprint, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(ImagePlan plan, string dockerfile, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(
            pauseWriterThreshold: PipeSize,
            resumeWriterThreshold: PipeSize / 2,
            minimumSegmentSize: SegmentSize,
            useSynchronizationContext: false));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = Task.Run(() => WriteContextAsync(pipe.Writer, plan, dockerfile, stop.Token), CancellationToken.None);
        try
        {
            var lines = new SynchronousProgress<string>(line => progress.Report(new(MessageLevel.Normal, line)));
            await engine.BuildImageAsync(plan.Spec.Names, plan.Spec.Architecture.Platform, pipe.Reader.AsStream(), lines, cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);

            // If making the context failed, the engine only saw its sudden end: the first cause is what counts.
            if (await writing.ConfigureAwait(false) is { } cause)
            {
                throw cause;
            }

            throw;
        }

        await writing.ConfigureAwait(false);
    }

    // Returns the failure that ended the context early, if it was one of the files' and not the reader's going away.
    private async Task<LambdaImageException?> WriteContextAsync(PipeWriter output, ImagePlan plan, string dockerfile, CancellationToken cancellationToken)
    {
        try
        {
            var lint = new ContentLint(plan.Spec.Architecture);
            LayerContents? current = null;
            var tar = new TarWriter(output, plan.Spec.Timestamp, (entry, head) => Warn(lint.Check(current!, entry, head)));
            await tar.WriteFileAsync(Dockerfile.Name, Encoding.UTF8.GetBytes(dockerfile), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < plan.Layers.Count; i++)
            {
                current = plan.Layers[i];
                await tar.WriteNestedAsync(Dockerfile.LayerName(i), plan.Layers[i].FromRoot(), cancellationToken).ConfigureAwait(false);
                progress.Report(new(MessageLevel.Low, string.Create(
                    CultureInfo.InvariantCulture,
                    $"Sent layer {i + 1} of {plan.Layers.Count}, {Display.Size(tar.Written)} in all")));
            }

            await tar.WriteEndAsync(cancellationToken).ConfigureAwait(false);
            await output.CompleteAsync().ConfigureAwait(false);
            return null;
        }
        catch (LambdaImageException failure)
        {
            await output.CompleteAsync(failure).ConfigureAwait(false);
            return failure;
        }
        catch (OperationCanceledException exception)
        {
            await output.CompleteAsync(exception).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            await output.CompleteAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    private void Warn(LintWarning? warning)
    {
        if (warning is not null)
        {
            progress.Report(new(MessageLevel.Warning, warning.Message, warning.Descriptor, warning.Origin));
        }
    }

    private static LambdaImageException StepFailed(string dockerfile, string text, BuildFailedException failure)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var step = failure.Step > 0 && failure.Step <= lines.Length ? $" at '{Shorten(lines[failure.Step - 1])}'" : string.Empty;
        return new(
            DiagnosticCodes.BuildStepFailed,
            $"The engine could not build the image{step}: {failure.Message}",
            location: new(dockerfile, failure.Step),
            innerException: failure);
    }

    private static string Shorten(string line) => line.Length <= 80 ? line : line[..80] + "…";

    private async Task<EngineImage> VerifyAsync(ImageSpec spec, string fingerprint, CancellationToken cancellationToken)
    {
        var name = spec.Names[0];
        var image = await engine.FindImageAsync(name.StoredName, cancellationToken).ConfigureAwait(false);
        if (image is null || !image.Labels.TryGetValue(ImageLabels.Fingerprint, out var label) || label != fingerprint)
        {
            throw new LambdaImageException(
                DiagnosticCodes.ImageMissing,
                $"The engine at {engine.Endpoint} reported no error, yet {name} is {(image is null ? "not there" : "another image")}. " +
                "Either something else builds or tags the same name at the same time, or the engine's log says what went wrong.");
        }

        return image.Architecture == spec.Architecture.EngineName
            ? image
            : throw new LambdaImageException(
                DiagnosticCodes.ImageArchitectureMismatch,
                $"The engine at {engine.Endpoint} built {name} for {image.Architecture}, though {spec.Architecture.EngineName} was asked for. " +
                "It heeds no platform; build on an engine that does, or of that architecture.");
    }
}
