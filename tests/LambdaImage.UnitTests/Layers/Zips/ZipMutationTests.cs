using System.Globalization;
using LambdaImage.Diagnostics;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Tar;

// CA5394: Random is not for secrets. The damage must be the same in each run, and nothing else.
#pragma warning disable CA5394

namespace LambdaImage.UnitTests.Layers.Zips;

/// <summary>Zips with random damage: each fails with a code, or can be read.</summary>
[TestClass]
public sealed class ZipMutationTests
{
    private const int MostChanges = 4;

    private static readonly int Count =
        int.Parse(Environment.GetEnvironmentVariable("LAMBDAIMAGE_ZIP_MUTATIONS") ?? "2000", CultureInfo.InvariantCulture);

    // Numbers that lead readers astray: the limits of signed and unsigned numbers of all lengths.
    private static readonly byte[][] Extremes =
    [
        [0xFF, 0xFF], [0xFF, 0x7F], [0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0, 0, 0, 0],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0, 0, 0, 0, 0x80],
    ];

    [TestMethod]
    public void Read_of_a_damaged_zip_fails_with_a_code_or_reads_it()
    {
        using var folder = new TemporaryFolder();
        byte[][] zips = [Small(), Large(), WithDescriptors()];
        var random = new Random(20_261_125);
        var codes = new HashSet<string>();

        for (var i = 0; i < Count; i++)
        {
            codes.Add(CodeOf(folder.Write("layer.zip", Damage(zips[i % zips.Length], random))));
        }

        Assert.Contains(DiagnosticCodes.CorruptZip.Code, codes);
    }

    private static byte[] Small() =>
        new HandmadeZip { Comment = "comment" }
            .UnixFolder("lib", "40755")
            .UnixFile("lib/a", "hello", "100644")
            .Add(new("b", "hello hello hello") { Method = HandmadeZipEntry.Deflate })
            .Link("c", "b")
            .ToArray();

    private static byte[] Large() =>
        new HandmadeZip { IsZip64 = true, Prefix = "#!/bin/sh\n" }
            .Add(new("a", "hello") { IsZip64 = true })
            .Add(new("lib/b", string.Empty) { IsZip64 = true, Method = HandmadeZipEntry.Deflate })
            .ToArray();

    private static byte[] WithDescriptors() =>
        new HandmadeZip { Suffix = "\n" }
            .Add(new("a", "hello") { HasDataDescriptor = true, Method = HandmadeZipEntry.Deflate })
            .Add(new("lib/b", "hello") { HasDataDescriptor = true, IsUtf8 = false, LocalFields = new byte[] { 0x55, 0x54, 1, 0, 0 } })
            .ToArray();

    private static byte[] Damage(byte[] zip, Random random)
    {
        var damaged = zip.ToList();
        for (var change = random.Next(MostChanges); change >= 0; change--)
        {
            var position = random.Next(damaged.Count);
            switch (random.Next(4))
            {
                case 0:
                    damaged[position] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    var extreme = Extremes[random.Next(Extremes.Length)];
                    for (var i = 0; i < extreme.Length && position + i < damaged.Count; i++)
                    {
                        damaged[position + i] = extreme[i];
                    }

                    break;
                default:
                    damaged.RemoveRange(position, Math.Min(random.Next(1, 30), damaged.Count - position));
                    break;
            }

            if (damaged.Count == 0)
            {
                break;
            }
        }

        return [.. damaged];
    }

    // Anything but a coded failure surfaces and fails the test.
    private static string CodeOf(string path)
    {
        try
        {
            using var layer = LayerSpecs.Read(path);
            Digests.Of(layer);
            return string.Empty;
        }
        catch (LambdaImageException failure)
        {
            return failure.Descriptor.Code;
        }
    }
}
