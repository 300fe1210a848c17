using System.Text;
using CsCheck;
using ICSharpCode.SharpZipLib.Zip;
using ICSharpCode.SharpZipLib.Zip.Compression;
using LambdaImage.Layers;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Zips;

/// <summary>Random zips of two writers that share no code with the reader: what goes in comes out.</summary>
[TestClass]
public sealed class ZipPropertyTests
{
    private const long Zips = 100;
    private const string AnyTool = "any tool";

    private static readonly Gen<string> Name = Gen.OneOf(
        "a", "A", "b", "lib", "Lib", "größe", "GRÖSSE", "日本", "\U0001F600", "x y", "a:b", "c:", "-rf", "...", "layer.zip", new('n', 120), new('ü', 127));

    private static readonly Gen<string> Path = Gen.OneOf("/", "//", "/./").SelectMany(separator => Name.Array[1, 5].Select(parts => string.Join(separator, parts)));

    private static readonly Gen<string> Content = Gen.OneOf<string>(Gen.Const(string.Empty), Gen.String.AlphaNumeric, Gen.Int[0, 200_000].Select(length => new string('x', length)));

    // Any type bits but those of special files; the owner may read, else the content decides.
    private static readonly Gen<int> Mode = Gen.Select(Gen.OneOf(0x8000, 0), Gen.Int[0, 0xFFF], (type, bits) => type | bits | 0x100);

    private static readonly Gen<Item[]> Items = Gen.Select(Path, Mode, Content, Gen.Bool, (path, mode, content, isStored) => new Item(path, mode, content, isStored))
        .Array[1, 12]
        .Select(WithoutConflicts);

    [TestMethod]
    public void Read_of_a_zip_of_any_tool_gives_back_what_was_put_in()
    {
        var options = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.OneOf(string.Empty, "PK\u0005\u0006", "a comment"), Gen.OneOf(string.Empty, "#!/bin/sh\n"));
        Gen.Select(Items, options).Sample(
            (items, option) =>
            {
                var (isUtf8, isLarge, hasDescriptors, comment, prefix) = option;
                var zip = new HandmadeZip { IsZip64 = isLarge, Comment = comment, Prefix = prefix };
                foreach (var item in items)
                {
                    zip.Add(new(item.Path, item.Content)
                    {
                        UnixMode = Convert.ToString(item.Mode, 8),
                        Method = item.IsStored ? (ushort)0 : HandmadeZipEntry.Deflate,
                        IsUtf8 = isUtf8,
                        IsZip64 = isLarge,
                        HasDataDescriptor = hasDescriptors && !isLarge && !item.IsStored,
                    });
                }

                AssertSame(items, zip.ToArray(), AnyTool);
            },
            iter: Zips);
    }

    [TestMethod]
    public void Read_of_a_zip_of_another_library_gives_back_what_was_put_in()
    {
        var options = Gen.Select(Gen.OneOf(UseZip64.On, UseZip64.Off, UseZip64.Dynamic), Gen.Int[Deflater.NO_COMPRESSION, Deflater.BEST_COMPRESSION]);
        Gen.Select(Items, options).Sample(
            (items, option) =>
            {
                using var bytes = new MemoryStream();
                using (var zip = new ZipOutputStream(bytes) { IsStreamOwner = false, UseZip64 = option.Item1 })
                {
                    zip.SetLevel(option.Item2);
                    foreach (var item in items)
                    {
                        zip.PutNextEntry(new(item.Path)
                        {
                            HostSystem = (int)HostSystemID.Unix,
                            ExternalFileAttributes = item.Mode << 16,
                            CompressionMethod = item.IsStored ? CompressionMethod.Stored : CompressionMethod.Deflated,
                            IsUnicodeText = true,
                        });
                        zip.Write(Encoding.UTF8.GetBytes(item.Content));
                        zip.CloseEntry();
                    }
                }

                AssertSame(items, bytes.ToArray(), option.ToString());
            },
            iter: Zips);
    }

    private static void AssertSame(Item[] items, byte[] zip, string writer)
    {
        using var folder = new TemporaryFolder();
        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip));

        var expected = items.Select(item => $"{Clean(item.Path)} {EntryMode.FromHost((UnixFileMode)(item.Mode & EntryMode.Mask))} {item.Content}");
        var files = layer.Entries.Where(entry => entry.Kind == EntryKind.File).Select(entry => $"{entry.Path} {entry.Mode} {Read(entry)}");
        CollectionAssert.AreEquivalent(expected.ToList(), files.ToList(), writer);
        var folders = items.SelectMany(item => Folders(Clean(item.Path))).Append(".").Distinct();
        CollectionAssert.AreEquivalent(folders.ToList(), layer.Entries.Where(entry => entry.Kind == EntryKind.Directory).Select(entry => entry.Path).ToList(), writer);
    }

    private static string Read(LayerEntry entry)
    {
        var bytes = new byte[entry.Size];
        using var reader = entry.Content!.Open();
        for (var done = 0; done < bytes.Length;)
        {
            var read = reader.Read(bytes.AsSpan(done));
            Assert.AreNotEqual(0, read);
            done += read;
        }

        reader.End();
        return Encoding.UTF8.GetString(bytes);
    }

    // No name twice, and nothing below a file.
    private static Item[] WithoutConflicts(Item[] items)
    {
        var taken = new HashSet<string>();
        var kept = new List<Item>();
        foreach (var item in items)
        {
            var path = Clean(item.Path);
            if (!taken.Contains(path) && !kept.Exists(other => path.StartsWith(Clean(other.Path) + "/", StringComparison.Ordinal)))
            {
                kept.Add(item);
                taken.Add(path);
                taken.UnionWith(Folders(path));
            }
        }

        return [.. kept];
    }

    private static string Clean(string path) => string.Join('/', path.Split('/').Where(part => part is not ("" or ".")));

    private static IEnumerable<string> Folders(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    private sealed record Item(string Path, int Mode, string Content, bool IsStored);
}
