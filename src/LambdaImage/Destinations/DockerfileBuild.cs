using System.Text;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Destinations;

/// <summary>The strategy <c>Dockerfile</c>: <c>POST /build</c> with one nested tar a layer, and a Dockerfile after them.</summary>
/// <param name="engine">The engine.</param>
/// <param name="workFolder">Where the Dockerfile stands while the build runs, and stays if it is what failed.</param>
/// <param name="progress">Is told what happens.</param>
internal sealed class DockerfileBuild(IEngine engine, string workFolder, IProgress<BuildMessage> progress)
{
    /// <summary>Builds and tags the image.</summary>
    /// <param name="image">What to build.</param>
    /// <param name="upload">Sends the layers.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>The image as the engine has it.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE3001 to 3005, or a failure of the engine.</exception>
    public async Task<StoredImage> RunAsync(PlannedImage image, Upload upload, CancellationToken cancellationToken)
    {
        DockerfileOnDisk? file = null;
        var text = string.Empty;
        if (image.Spec.Created != ImageSpec.DefaultCreated)
        {
            progress.Report(new(MessageLevel.Normal, "The engine gives the image the time at which it builds it: LambdaImageCreated has no effect without Load"));
        }

        try
        {
            var lines = new SynchronousProgress<string>(line => progress.Report(new(MessageLevel.Normal, line)));
            await upload.SendAsync(
                [.. image.Plan.Layers.Select((layer, index) => (layer, Dockerfile.LayerName(index)))],
                async (tar, token) =>
                {
                    var fingerprint = await image.FingerprintAsync(token).ConfigureAwait(false);
                    text = Dockerfile.Compose(image.Plan, image.BaseImage.Config.Container, image.Labels(fingerprint));
                    file = new(workFolder, image.Spec.Architecture, fingerprint);
                    file.Write(text);
                    await tar.WriteFileAsync(Dockerfile.Name, Encoding.UTF8.GetBytes(text), token).ConfigureAwait(false);
                    await tar.WriteEndAsync(token).ConfigureAwait(false);
                },
                (context, token) => engine.BuildImageAsync(image.Spec.Names, image.Spec.Architecture.Platform, context, lines, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (BuildFailedException failure)
        {
            if (file is not null && !Disk.FileExists(file.Path))
            {
                // Another build of the project succeeded in the meantime and took all Dockerfiles along.
                file.Write(text);
            }

            throw StepFailed(file?.Path, text, failure);
        }
        catch
        {
            file?.Delete();
            throw;
        }

        file?.DeleteAll();
        return await image.VerifyAsync(engine, id: null, cancellationToken).ConfigureAwait(false);
    }

    private static LambdaImageException StepFailed(string? dockerfile, string text, BuildFailedException failure)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var step = failure.Step > 0 && failure.Step <= lines.Length ? $" at '{Shorten(lines[failure.Step - 1])}'" : string.Empty;
        return new(
            DiagnosticCodes.BuildStepFailed,
            $"The engine could not build the image{step}: {Display.Sentence(failure.Message)}",
            location: dockerfile is null ? null : new(dockerfile, failure.Step),
            innerException: failure);
    }

    private static string Shorten(string line) => line.Length <= 80 ? line : line[..80] + "…";
}
