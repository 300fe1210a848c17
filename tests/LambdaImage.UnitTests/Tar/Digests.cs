using LambdaImage.Layers;
using LambdaImage.Spec;
using LambdaImage.Tar;

namespace LambdaImage.UnitTests.Tar;

/// <summary>Digests of layers, nothing known from earlier.</summary>
internal static class Digests
{
    public static LayerDigests None => new(DigestMemory.Load("/dev/null/digests.txt", new SharedFolder("/dev/null/digests")), ImageSpec.DefaultTimestamp);

    /// <summary>Reads layers to their ends.</summary>
    public static IReadOnlyList<string> Of(params IReadOnlyList<LayerContents> layers) =>
        None.ReadAsync(layers, CancellationToken.None).GetAwaiter().GetResult();
}
