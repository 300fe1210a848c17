using LambdaImage.Destinations;
using LambdaImage.Images;
using LambdaImage.Lambda;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.UnitTests.Tar;

namespace LambdaImage.UnitTests.Images;

/// <summary>Specs and plans for tests to change one thing of.</summary>
internal static class Plans
{
    public static ImageSpec Spec { get; } = new()
    {
        Project = "Hello",
        ProjectId = "1dea",
        Names = [ImageReference.Parse("hello")],
        BaseImage = ImageReference.Parse("127.0.0.1:5000/lambda/dotnet:10-x86_64"),
        Architecture = LambdaArchitecture.X64,
        Layers = [],
        Handler = "Hello",
        Environment = new Dictionary<string, string> { ["A"] = "1" },
        Labels = new Dictionary<string, string> { ["a"] = "1" },
    };

    public static LayerSpec Folder(string source) => new() { Kind = LayerKind.Layer, Name = "layer", Source = new FolderSource(source) };

    public static ImageSpec WithLayers(params string[] sources) => Spec with { Layers = [.. sources.Select(Folder)] };

    /// <summary>The Dockerfile of a plan whose layers hold nothing.</summary>
    public static string Compose(ImageSpec spec, IReadOnlyDictionary<string, string> labels, ContainerConfig? container = null)
    {
        using var plan = new ImagePlan(spec, [.. spec.Layers.Select(layer => new LayerContents(layer, []))], null);
        return Dockerfile.Compose(plan, container ?? new(), labels);
    }

    public static string Fingerprint(ImageSpec spec, string baseIdentity = "base")
    {
        using var plan = ImagePlanner.Read(spec, CancellationToken.None);
        return LambdaImage.Images.Fingerprint.Compute(spec, baseIdentity, Digests.Of(plan.Layers), emulatorDigest: null);
    }
}
