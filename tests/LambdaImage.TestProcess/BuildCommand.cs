using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;

namespace LambdaImage.TestProcess;

/// <summary>
/// Builds an image, for tests of builds that wait for each other: the engine, the base, the project, the layer, the folders for work and
/// locks, whether the build is forced, and the message after which it is held. Writes what its clock says and its messages, then the
/// assemblies that it has loaded, the image's id and whether it was there already, or the failure.
/// </summary>
internal static class BuildCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        Console.WriteLine($"Clock {DateTime.UtcNow:yyyy-MM-dd}");
        var inputs = new ImageInputs
        {
            Properties = new(new Dictionary<string, string>
            {
                ["LambdaPackageType"] = "Image",
                ["LambdaBaseImage"] = args[1],
                ["MSBuildProjectName"] = args[2],
                ["LambdaImageRepository"] = args[2],
                ["LambdaRie"] = "Never",
                ["LambdaImageForceBuild"] = args[6],
            }),
            Layers = [new LayerInput(args[3], new("LambdaLayer", args[3]))],
        };
        var builder = new ImageBuilder(
            cancellationToken => EngineConnector.ConnectAsync(new() { Host = args[0] }, cancellationToken),
            args[4],
            args[5],
            new MessageWriter(args[7]));
        try
        {
            var image = await builder.BuildAsync(ImageSpecReader.Read(inputs), CancellationToken.None);
            foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                Console.WriteLine($"Loaded {assembly.GetName().Name}");
            }

            Console.WriteLine($"{(image.Skipped ? "Reused" : "Built")} {image.Id}");
            return 0;
        }
        catch (LambdaImageException failure)
        {
            Console.WriteLine($"{failure.Descriptor.Code} {failure.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }
}
