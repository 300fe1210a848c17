using System.Formats.Tar;
using System.Text;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A build that fails in the engine itself: in the base, the layers' folder is a file.</summary>
[TestClass]
public sealed class BuildStepErrorTests : ConsumerTests
{
    private const string Base = "build-step-error-base:1";

    private static Consumer _consumer = null!;

    [ClassInitialize]
    public static async Task PrepareAsync(TestContext context)
    {
        _consumer = new(
            "BuildStepError",
            $"""
              <PropertyGroup>
                <LambdaBaseImage>{Base}</LambdaBaseImage>
              </PropertyGroup>

              <ItemGroup>
                <LambdaLayer Include="layer" />
              </ItemGroup>
            """);
        _consumer.Write("layer/file.txt", "content");
        await TestEngine.ImportAsync("build-step-error-base", "1", TarOf("opt", "a file where a folder belongs"));
    }

    [ClassCleanup]
    public static async Task CleanUpAsync()
    {
        await TestEngine.RemoveAsync(_consumer.Image);
        await TestEngine.RemoveAsync(Base);
        _consumer.Dispose();
    }

    [TestMethod]
    public async Task Step_that_fails_is_an_error_at_its_line_of_the_Dockerfile()
    {
        var error = (await BuildImageAsync(_consumer)).FailedWith("LAMBDAIMAGE3001");

        Assert.AreEqual(_consumer.WorkFolder, Path.GetDirectoryName(error.File));
        Assert.StartsWith("ADD layer0.tar", (await File.ReadAllLinesAsync(error.File))[error.Line - 1]);
    }

    [TestMethod]
    public async Task Step_that_fails_leaves_no_image()
    {
        (await BuildImageAsync(_consumer)).FailedWith("LAMBDAIMAGE3001");

        Assert.IsNull(await TestEngine.FindAsync(_consumer.Image));
    }

    [TestMethod]
    public async Task Step_that_fails_leaves_the_Dockerfile_alone()
    {
        var error = (await BuildImageAsync(_consumer)).FailedWith("LAMBDAIMAGE3001");

        Assert.AreEqual(error.File, string.Join(' ', Directory.GetFileSystemEntries(_consumer.WorkFolder)));
    }

    [TestMethod]
    public async Task Step_that_failed_and_was_mended_leaves_no_Dockerfile()
    {
        (await BuildImageAsync(_consumer)).FailedWith("LAMBDAIMAGE3001");

        (await BuildImageAsync(_consumer, $"-p:LambdaBaseImage={TestEnvironment.Registry}/dotnet:10-x86_64")).Succeeded();

        Assert.IsEmpty(Directory.GetFiles(_consumer.WorkFolder, "Dockerfile*"));
    }

    private static byte[] TarOf(string name, string content)
    {
        using var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        return buffer.ToArray();
    }
}
