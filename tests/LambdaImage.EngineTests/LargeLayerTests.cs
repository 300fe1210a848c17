using System.Buffers.Binary;
using System.Security.Cryptography;
using LambdaImage.EngineTests.Support;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class LargeLayerTests(TestContext context) : EngineTest(context)
{
    private const int Megabyte = 1024 * 1024;

    [TestMethod]
    public async Task Layer_of_300_MB_arrives_whole()
    {
        Directory.CreateDirectory(Folder.At("layer"));
        await WriteMostlyEmptyAsync(Folder.At("layer/large"), 300 * Megabyte);

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        await using var file = File.OpenRead(Folder.At("layer/large"));
        Assert.AreEqual(file.Length, files["large"].Size);
        Assert.AreEqual(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, CancellationToken)), files["large"].Sha256);
    }

    [TestMethod]
    public async Task Layer_of_many_files_arrives_whole()
    {
        const int Count = 5000;
        for (var i = 0; i < Count; i++)
        {
            Folder.Write($"layer/{i % 50}/{i}", $"{i}");
        }

        var files = await BuildAndReadOptAsync(Inputs("layer"));

        var expected = Enumerable.Range(0, 50).ToDictionary(i => $"{i}", _ => ImageFile.Directory());
        for (var i = 0; i < Count; i++)
        {
            expected.Add($"{i % 50}/{i}", ImageFile.File($"{i}"));
        }

        Expect.Files(expected, files);
    }

    // A number in each megabyte, so that none can stand for another.
    private async Task WriteMostlyEmptyAsync(string path, long size)
    {
        await using var file = File.Create(path);
        file.SetLength(size);
        var number = new byte[sizeof(int)];
        for (var i = 0; i < size / Megabyte; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, i + 1);
            file.Position = (long)i * Megabyte;
            await file.WriteAsync(number, CancellationToken);
        }
    }
}
