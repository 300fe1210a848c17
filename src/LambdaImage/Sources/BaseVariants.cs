using System.Text.Json;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Json;
using LambdaImage.Lambda;
using LambdaImage.Oci;

namespace LambdaImage.Sources;

/// <summary>
/// Base images for several architectures, on engines that inspect only one of them: containerd stores before version 1.49 of the API. An
/// export has all of them. Reading it takes time, so the configs are cached.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="trustsCache">Whether what earlier builds found is used.</param>
internal sealed class BaseVariants(IEngine engine, string cacheFolder, bool trustsCache)
{
    private readonly SharedCache _cache = new(Path.Combine(cacheFolder, "configs"));

    /// <summary>Finds an image for another architecture.</summary>
    /// <param name="image">The image, inspected for the architecture that the engine tells of.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    /// <returns>The image as an inspection would have it; <see langword="null"/> if the engine does not have it for that architecture.</returns>
    public async Task<StoredImage?> FindAsync(StoredImage image, LambdaArchitecture architecture, CancellationToken cancellationToken)
    {
        var name = NameOf(image, architecture);
        if (trustsCache && _cache.Read(name) is { } cached && Parse(cached) is { } known && architecture.Platform.Accepts(known.Platform))
        {
            return With(image, known);
        }

        if ((await engine.FindStoreAsync(cancellationToken).ConfigureAwait(false)).Kind != EngineStoreKind.Containerd)
        {
            return null;
        }

        try
        {
            if (await engine.FindConfigAsync(image, architecture, cancellationToken).ConfigureAwait(false) is not { } config ||
                Parse(config) is not { } variant)
            {
                return null;
            }

            _cache.Write(name, config);
            return With(image, variant);
        }
        catch (LambdaImageException failure) when (failure.Descriptor == DiagnosticCodes.EngineError)
        {
            // An image of which a part is missing is not exported.
            return null;
        }
    }

    private static StoredImage With(StoredImage image, ImageConfig config) =>
        image with { Config = config, Labels = config.Container.Labels, HasTriggers = config.Container.OnBuild.Count > 0 };

    private static ImageConfig? Parse(string config)
    {
        try
        {
            return ImageConfig.Read(ForeignJson.Parse(config));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NameOf(StoredImage image, LambdaArchitecture architecture) =>
        CodeIdentity.Key(CodeIdentity.Value, "config", image.Id, architecture.Platform.ToString());
}
