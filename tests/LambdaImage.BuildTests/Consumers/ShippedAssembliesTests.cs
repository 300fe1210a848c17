using System.Text.RegularExpressions;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>The builds of consumers run what the package ships. MSBuild itself tells what it loads for a task, and from where.</summary>
[TestClass]
public sealed partial class ShippedAssembliesTests : ConsumerTests
{
    [TestMethod]
    public async Task Build_loads_the_assemblies_of_the_package_byte_for_byte()
    {
        using var consumer = new Consumer("ShippedAssemblies", """
              <PropertyGroup><LambdaRuntime>provided.al2023</LambdaRuntime></PropertyGroup>
              <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>
            """);
        consumer.Write("layer/file.txt", "content");

        // Taking the image off the engine needs the client library, too.
        var built = (await BuildImageAsync(consumer, "-m:1", "-v:diag")).Succeeded();
        var cleaned = (await RunAsync(consumer, "build", "-t:CleanLambdaImage", "-m:1", "-v:diag")).Succeeded();

        var shipped = PackedPackage.Assemblies();
        var loaded = LoadPattern().Matches(built.Output + cleaned.Output).Select(match => match.Groups["file"].Value).Distinct()
            .Where(file => shipped.ContainsKey(Path.GetFileNameWithoutExtension(file))).ToList();
        CollectionAssert.IsSubsetOf(new[] { "LambdaImage.Tasks", "LambdaImage", "Docker.DotNet" }, loaded.Select(file => Path.GetFileNameWithoutExtension(file)).ToList());
        foreach (var file in loaded)
        {
            Assert.IsTrue(File.ReadAllBytes(file).AsSpan().SequenceEqual(shipped[Path.GetFileNameWithoutExtension(file)]), $"{file} is not the package's.");
        }
    }

    [GeneratedRegex(@"Assembly loaded during .* \(location: (?<file>[^,]+\.dll), MVID:", RegexOptions.CultureInvariant)]
    private static partial Regex LoadPattern();
}
