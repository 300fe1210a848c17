using System.Text.RegularExpressions;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>What a build has to compile before it can run it, as the runtime itself tells. The package has most of it compiled.</summary>
[TestClass]
public sealed partial class AheadOfTimeTests : ConsumerTests
{
    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new("AheadOfTime", $"""
              <PropertyGroup>
                <LambdaRuntime>provided.al2023</LambdaRuntime>
                <LambdaBaseImageRegistry>{Testing.TestEnvironment.Registry}</LambdaBaseImageRegistry>
              </PropertyGroup>
              <ItemGroup><LambdaLayer Include="layer" /></ItemGroup>
            """);
        _consumer.Write("layer/file.txt", "content");
        await PrepareImageAsync(_consumer, context);
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        _consumer.Dispose();
    }

    [TestMethod]
    [DataRow("-p:LambdaImageForceBuild=false", DisplayName = "up to date")]
    [DataRow("-p:LambdaImageForceBuild=true", DisplayName = "not up to date")]
    public async Task Build_compiles_neither_our_methods_nor_what_starts_those_that_wait(string force)
    {
        var list = _consumer.At("compiled.txt");
        var variables = new Dictionary<string, string> { ["DOTNET_JitDisasmSummary"] = "1", ["DOTNET_JitStdOutFile"] = list };

        (await RunAsync(_consumer, variables, "build", "-t:LambdaImage", "-m:1", force)).Succeeded();

        var compiled = await File.ReadAllLinesAsync(list, TestContext.CancellationToken);
        Assert.Contains(line => line.Contains("Microsoft.Build", StringComparison.Ordinal), compiled, "Without this, the list would be of something else.");
        Assert.AreEqual(string.Empty, string.Join('\n', compiled.Where(line => OursPattern().IsMatch(line))));
    }

    [GeneratedRegex(@"JIT compiled (LambdaImage\.|.*:Start\[LambdaImage\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OursPattern();
}
