using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.LayerVersions;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.TestProcess;

/// <summary>
/// Downloads a layer version, for tests that need an environment of their own: credentials, proxies, and
/// other processes at the same time. Writes one line: the zip's path, or the code and message of the failure; then which
/// assemblies of AWSSDK were loaded.
/// </summary>
internal static class LayerCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var settings = new LayerVersionSettings
        {
            CacheFolder = arguments[0],
            LockFile = arguments[1],
            Endpoint = new(arguments[2]),
            CertificateBundle = arguments[3],
        };
        var arn = LayerVersionArn.Parse(arguments[4]);
        var spec = new ImageSpec
        {
            Project = "test",
            Names = [ImageReference.Parse("test:latest")],
            BaseImage = ImageReference.Parse("base:latest"),
            Architecture = LambdaArchitecture.X64,
            Layers = [new LayerSpec { Kind = LayerKind.Layer, Name = arn.Name, Source = new LayerVersionSource(arn) }],
        };
        try
        {
            var resolved = await new LayerVersionResolver(settings, new Progress<BuildMessage>(), new()).ResolveAsync(spec, CancellationToken.None);
            Console.WriteLine(((ZipSource)resolved.Layers[0].Source).Path);
            return 0;
        }
        catch (LambdaImageException failure)
        {
            Console.WriteLine($"{failure.Descriptor.Code} {failure.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
        finally
        {
            var loaded = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!).Where(name => name.StartsWith("AWSSDK", StringComparison.Ordinal));
            Console.WriteLine(string.Join(' ', loaded.Order(StringComparer.Ordinal)));
        }
    }
}
