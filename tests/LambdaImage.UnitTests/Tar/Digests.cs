using LambdaImage.Caching;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Tar;

namespace LambdaImage.UnitTests.Tar;

/// <summary>Digests of layers, nothing known from earlier.</summary>
internal static class Digests
{
    public static LayerDigests None => new(DigestCache.Load("/dev/null/digests.txt", new SharedCache("/dev/null/digests")), ImageSpec.DefaultTimestamp);

    /// <summary>Reads layers to their ends.</summary>
    public static IReadOnlyList<Digest> Of(params IReadOnlyList<LayerContents> layers) =>
        None.ReadAsync(layers, CancellationToken.None).GetAwaiter().GetResult();
}
