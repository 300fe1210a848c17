using LambdaImage.BuildProcess;
using LambdaImage.Diagnostics;
using LambdaImage.Engines;
using LambdaImage.Pipeline;
using LambdaImage.Specification.Reading;

// Builds an image in a process of its own, for tests of builds that wait for each other: the engine, the base, the project, the
// layer, the folders for work and locks, whether the build is forced, and the message after which it is held. Writes what its clock
// says and its messages, then the assemblies that it has loaded, the image's id and whether it was there already, or the failure.
Console.WriteLine($"Clock {DateTime.UtcNow:yyyy-MM-dd}");
var inputs = new ImageInputs
{
    PackageType = "Image",
    BaseImage = args[1],
    Project = args[2],
    Repository = args[2],
    Rie = "Never",
    Layers = [new LayerInput(args[3], new("LambdaLayer", args[3]))],
    ForceBuild = args[6],
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
