using System.Text.Json;
using LambdaImage.Diagnostics;
using LambdaImage.Json;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Sources;

/// <summary>Reads what a registry or an archive says of a base, and says what of it can't be used.</summary>
/// <param name="spec">What is made.</param>
/// <param name="name">The base's name, for messages.</param>
internal sealed class BaseManifest(ImageSpec spec, string name)
{
    // What containers/image writes for a layer that is elsewhere, and Docker for those of Windows.
    private static readonly string[] ForeignTypes = ["nondistributable", "foreign"];

    /// <summary>Chooses the image for the architecture asked for.</summary>
    /// <param name="index">Names one for each of several platforms.</param>
    /// <returns>The image's manifest.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1007: there is none for it. LAMBDAIMAGE1022: it is no index.</exception>
    public Descriptor Choose(OciDocument index)
    {
        // Build tools add manifests of signatures and the like, for no platform at all.
        var manifests = Read(index, "an index", ImageIndex.Read).Manifests;
        return manifests.FirstOrDefault(manifest => manifest.Platform is { } platform && spec.Architecture.Platform.Accepts(platform)) ?? throw new LambdaImageException(
            DiagnosticCodes.BaseArchitectureMismatch,
            $"The base image {name} is not there for {spec.Architecture.Platform} ({spec.Architecture}). It is for " +
            $"{string.Join(", ", manifests.Select(manifest => manifest.Platform).OfType<Platform>().Where(platform => platform.Os != "unknown").Select(platform => platform.ToString()).DefaultIfEmpty("no platform"))}. " +
            "Set LambdaArchitecture to one of these, or name another base.");
    }

    /// <summary>Reads the manifest.</summary>
    /// <param name="document">The manifest.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1022: it is none, or names layers that can't be used.</exception>
    public Manifest Read(OciDocument document)
    {
        if (!MediaTypes.IsManifest(document.MediaType))
        {
            throw Unsupported($"its manifest is of the type {Display.Quote(document.MediaType)}");
        }

        var manifest = Read(document, "a manifest", Manifest.Read);
        if (manifest.Layers.Append(manifest.Config).FirstOrDefault(part => part.Digest.Algorithm != "sha256") is { } other)
        {
            throw Unsupported($"its part {other.Digest.ToString()[..24]}… has a digest of {other.Digest.Algorithm}, and Lambda's are of sha256");
        }

        foreach (var layer in manifest.Layers)
        {
            var type = MediaTypes.ToOci(layer.MediaType);
            if (Array.Exists(ForeignTypes, part => type.Contains(part, StringComparison.Ordinal)))
            {
                throw Unsupported($"its layer {layer.Digest} is a foreign one, which registries don't hold");
            }

            if (type is not (MediaTypes.Layer or MediaTypes.GzipLayer))
            {
                throw Unsupported(
                    type == MediaTypes.ZstdLayer
                        ? $"its layer {layer.Digest} is compressed with zstd, which Lambda is not known to take. Push the base with gzip"
                        : $"its layer {layer.Digest} is of the type {Display.Quote(layer.MediaType)}");
            }
        }

        return manifest;
    }

    /// <summary>Reads the config.</summary>
    /// <param name="manifest">The manifest that names it.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE1007 or 1014: it is for another architecture, or for none. LAMBDAIMAGE1022: it is none.</exception>
    public ImageConfig ReadConfig(Manifest manifest, byte[] content)
    {
        var config = Read(new(manifest.Config.MediaType, content), "a config", ImageConfig.Read);
        if (config.DiffIds.Count != manifest.Layers.Count)
        {
            throw Unsupported($"its manifest names {Display.Count(manifest.Layers.Count, "layer")} and its config {config.DiffIds.Count}");
        }

        return config.Platform.Architecture == spec.Architecture.EngineName && config.Platform.Os == Platform.Linux ? config
            : config.Platform.Architecture.Length == 0
                ? throw new LambdaImageException(
                    DiagnosticCodes.BaseArchitectureUnknown,
                    $"The base image {name} does not say which architecture it is for. " +
                    $"Set LambdaBaseImage to an image whose config names {spec.Architecture.EngineName}, or build the base again with '--platform {spec.Architecture.Platform}'.")
                : throw new LambdaImageException(
                    DiagnosticCodes.BaseArchitectureMismatch,
                    $"The base image {name} is for {config.Platform}, not for {spec.Architecture.Platform} ({spec.Architecture}). " +
                    "Set LambdaArchitecture to the base's, or name another base.");
    }

    private T Read<T>(OciDocument document, string what, Func<JsonElement, T> read)
    {
        try
        {
            return read(ForeignJson.Parse(document.Content));
        }
        catch (JsonException exception)
        {
            throw Unsupported($"{document.Digest} is not {what}: {Display.Clause(exception.Message)}");
        }
    }

    private LambdaImageException Unsupported(string why) => new(
        DiagnosticCodes.UnsupportedBase,
        $"The base image {name} can't be used: {why}. Name another base.");
}
