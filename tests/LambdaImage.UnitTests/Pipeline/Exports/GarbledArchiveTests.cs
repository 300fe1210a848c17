using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Sources;
using LambdaImage.Sources.Archives;
using LambdaImage.UnitTests.Json;

namespace LambdaImage.UnitTests.Pipeline.Exports;

/// <summary>Archives of bases whose bytes or documents are garbage: read, or refused with a code. Equal seeds give equal damage.</summary>
[TestClass]
public sealed class GarbledArchiveTests
{
    private const int Seeds = 400;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("")]
    [DataRow("nothing")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"manifests":[]}""")]
    [DataRow("""{"manifests":5}""")]
    [DataRow("""{"manifests":[null]}""")]
    [DataRow("""{"manifests":[{"mediaType":"x","digest":"sha256:../../etc/passwd","size":1}]}""")]
    [DataRow("""{"manifests":[{"mediaType":"x","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":-1}]}""")]
    [DataRow("""{"manifests":[{"mediaType":"x","digest":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","size":1}]}""")]
    public async Task Base_whose_index_is_garbage_fails(string index)
    {
        await using var scene = new ExportScene();
        ImageFiles.WriteTar(scene.At("base.tar"), ImageFiles.LayoutOf(scene).Select(file => file.Name == "index.json" ? (file.Name, Encoding.UTF8.GetBytes(index)) : file));
        scene.Spec = scene.Spec with { BaseArchive = scene.At("base.tar") };

        await Expect.FailureAsync(DiagnosticCodes.InvalidBaseArchive, () => scene.BuildAsync(Token));

        Assert.DoesNotContain("team/hello:1", scene.Registry.Manifests.Keys);
        Assert.IsEmpty(scene.TemporaryFiles);
    }

    [TestMethod]
    [DataRow("index.json", true, "layout.tar")]
    [DataRow("index.json", true, "layout/")]
    [DataRow("manifest.json", false, "docker.tar")]
    [DataRow("manifest.json", false, "docker/")]
    [DataRow("config.json", false, "docker.tar")]
    public async Task Base_with_a_damaged_document_is_read_or_refused_with_a_code(string document, bool isLayout, string path)
    {
        await using var scene = new ExportScene();
        var files = isLayout ? ImageFiles.LayoutOf(scene) : ImageFiles.DockerArchiveOf(scene);
        var text = Encoding.UTF8.GetString(files.Single(file => file.Name == document).Content);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var damaged = files.ConvertAll(file => file.Name == document ? (file.Name, JsonMutator.Mutate(text, seed)) : file);
            if (path.EndsWith('/'))
            {
                damaged.ForEach(file => scene.Write(path + file.Name, file.Item2));
            }
            else
            {
                ImageFiles.WriteTar(scene.At(path), damaged);
            }

            await ReadAsync(scene, path.TrimEnd('/'), seed);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Base_with_damaged_bytes_is_read_or_refused_with_a_code(bool isLayout)
    {
        await using var scene = new ExportScene();
        ImageFiles.WriteTar(scene.At("base.tar"), isLayout ? ImageFiles.LayoutOf(scene) : ImageFiles.DockerArchiveOf(scene));
        var whole = await File.ReadAllBytesAsync(scene.At("base.tar"), Token);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var bytes = whole.ToArray();
            for (var i = random.Next(4); i >= 0; i--)
            {
                // Most of it at the start of a block, where a header may be.
                var place = random.Next(bytes.Length / 512) * 512 + random.Next(random.Next(2) == 0 ? 512 : 160);
                bytes[place] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)('0' + random.Next(10)), _ => 0xFF };
            }

            FixChecksums(bytes);
            scene.Write("base.tar", bytes[..(seed % 5 == 0 ? random.Next(bytes.Length) : bytes.Length)]);
            await ReadAsync(scene, "base.tar", seed);
        }
    }

    // Else the checksum would find most of the damage.
    private static void FixChecksums(byte[] tar)
    {
        for (var start = 0; start + 512 <= tar.Length; start += 512)
        {
            var header = tar.AsSpan(start, 512);
            if (header[257..262].SequenceEqual("ustar"u8))
            {
                header[148..156].Fill((byte)' ');
                var sum = 0;
                foreach (var value in header)
                {
                    sum += value;
                }

                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
            }
        }
    }

    private async Task ReadAsync(ExportScene scene, string path, int seed)
    {
        try
        {
            var image = await new ArchiveSource(scene.At(path)).GetAsync(scene.Spec, Token);
            await new BaseFiles(image).ReadFactsAsync(Token);
            foreach (var layer in image.Layers)
            {
                await using var content = await image.Blobs.OpenAsync(layer, Token);
                await content.CopyToAsync(Stream.Null, Token);
            }
        }
        catch (LambdaImageException failure)
        {
            Assert.DoesNotContain("..", failure.Message.Replace("../../etc/passwd", string.Empty, StringComparison.Ordinal), $"seed {seed}");
        }
        catch (Exception exception) when (exception is not UnitTestAssertException)
        {
            Assert.Fail($"seed {seed}: {exception}");
        }
    }
}
