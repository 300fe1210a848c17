using System.Formats.Tar;
using System.Text;
using CsCheck;
using LambdaImage.Oci;
using LambdaImage.Sources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Sources;

/// <summary>Files of bases whose layers hide, replace and link what lies below, against a model that applies layers to a tree.</summary>
[TestClass]
public sealed class BaseFilesTests
{
    private const long Bases = 1000;

    private static readonly Gen<string> Path = Gen.OneOf("a", "b", "c").Array[1, 3].Select(parts => string.Join('/', parts));

    private static readonly Gen<string> Target = Gen.Select(Gen.OneOf(string.Empty, "/", "../", "./", "../../"), Path, (start, path) => start + path);

    private static readonly Gen<Item> AnyItem = Gen.Select(Path, Gen.OneOf("folder", "file", "link", "whiteout", "opaque"), Target, (path, kind, target) => new Item(path, kind, target));

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public void CopyAsync_finds_what_a_model_finds() => Gen.Select(AnyItem.Array[1, 6].Array[1, 4], Path).Sample(
        (layers, path) =>
        {
            var tree = new SortedDictionary<string, (string Kind, string Text)>(StringComparer.Ordinal);
            var written = layers.Select((items, number) => Write(items, number, tree)).ToList();
            var place = Follow(path, tree);

            var found = Copy(written, "/" + path);

            Assert.AreEqual(tree.TryGetValue(place, out var entry) && entry.Kind == "file" ? entry.Text : null, found);
        },
        iter: Bases);

    [TestMethod]
    public void CopyAsync_follows_hard_links()
    {
        var lower = MemoryRegistry.Layer(File("bin/one", "hello")).Gzip;
        var upper = MemoryRegistry.Layer(new PaxTarEntry(TarEntryType.HardLink, "bin/two") { LinkName = "bin/one" }).Gzip;

        Assert.AreEqual("hello", Copy([lower, upper], "/bin/two"));
    }

    [TestMethod]
    public void CopyAsync_finds_an_empty_file() => Assert.AreEqual(string.Empty, Copy([MemoryRegistry.Layer(File("empty", string.Empty)).Gzip], "/empty"));

    // Parents come first, as in layers that tools write; and a layer has each name once.
    private static byte[] Write(Item[] items, int number, SortedDictionary<string, (string Kind, string Text)> tree)
    {
        var own = new SortedDictionary<string, Item>(StringComparer.Ordinal);
        var hiding = new HashSet<Item>();
        foreach (var item in items)
        {
            var parents = ParentsOf(item.Path).ToList();
            if (parents.Exists(parent => own.TryGetValue(parent, out var at) && at.Kind != "folder"))
            {
                continue;
            }

            if (item.Kind is "whiteout" or "opaque")
            {
                var folder = item.Kind == "opaque" ? item.Path : parents.LastOrDefault(string.Empty);
                if (folder.Length > 0 && own.TryGetValue(folder, out var at) && at.Kind != "folder")
                {
                    continue;
                }

                hiding.Add(item);
                parents = folder.Length == 0 ? [] : [.. ParentsOf(folder), folder];
            }
            else if (!own.TryAdd(item.Path, item with { Target = item.Kind == "file" ? $"{item.Path} of {number}" : item.Target }))
            {
                continue;
            }

            parents.ForEach(parent => own.TryAdd(parent, new(parent, "folder", string.Empty)));
        }

        Apply(own.Values, hiding, tree);
        return MemoryRegistry.Layer([.. own.Values.Select(Entry), .. hiding.Select(Entry)]).Gzip;
    }

    private static void Apply(IEnumerable<Item> own, IEnumerable<Item> hiding, SortedDictionary<string, (string Kind, string Text)> tree)
    {
        foreach (var item in hiding)
        {
            Remove(tree, path => path.StartsWith(item.Path + "/", StringComparison.Ordinal) || (item.Kind == "whiteout" && path == item.Path));
        }

        foreach (var item in own)
        {
            Remove(tree, path => item.Kind != "folder" && path.StartsWith(item.Path + "/", StringComparison.Ordinal));
            tree[item.Path] = (item.Kind, item.Target);
        }
    }

    private static void Remove(SortedDictionary<string, (string Kind, string Text)> tree, Func<string, bool> isGone) =>
        tree.Keys.Where(isGone).ToList().ForEach(path => tree.Remove(path));

    private static string Follow(string path, SortedDictionary<string, (string Kind, string Text)> tree)
    {
        var (place, rest, links) = (new List<string>(), path.Split('/').ToList(), 0);
        while (rest.Count > 0)
        {
            var part = rest[0];
            rest.RemoveAt(0);
            if (part == "..")
            {
                place = [.. place.SkipLast(1)];
            }
            else if (part is not ("" or "."))
            {
                place.Add(part);
                if (links < 40 && tree.TryGetValue(string.Join('/', place), out var entry) && entry.Kind == "link")
                {
                    links++;
                    place = entry.Text.StartsWith('/') ? [] : [.. place.SkipLast(1)];
                    rest.InsertRange(0, entry.Text.Split('/'));
                }
            }
        }

        return string.Join('/', place);
    }

    private static IEnumerable<string> ParentsOf(string path)
    {
        var parts = path.Split('/');
        return Enumerable.Range(1, parts.Length - 1).Select(count => string.Join('/', parts.Take(count)));
    }

    private static PaxTarEntry Entry(Item item)
    {
        var folder = ParentsOf(item.Path).LastOrDefault();
        return item.Kind switch
        {
            "folder" => new(TarEntryType.Directory, item.Path + "/"),
            "link" => new(TarEntryType.SymbolicLink, item.Path) { LinkName = item.Target },
            "whiteout" => File((folder is null ? string.Empty : folder + "/") + ".wh." + item.Path.Split('/')[^1], string.Empty),
            "opaque" => File(item.Path + "/.wh..wh..opq", string.Empty),
            _ => File(item.Path, item.Target),
        };
    }

    private static PaxTarEntry File(string path, string content) => new(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private string? Copy(List<byte[]> layers, string path)
    {
        var descriptors = layers.ConvertAll(layer => new Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", Digest.Of(layer), layer.Length));
        var image = new BaseImage(ImageReference.Parse("base:1"), null!, descriptors, null, new Blobs(layers));
        var output = new MemoryStream();
        return new BaseFiles(image).CopyAsync(path, output, Token).GetAwaiter().GetResult() ? Encoding.UTF8.GetString(output.ToArray()) : null;
    }

    private sealed record Item(string Path, string Kind, string Target);

    private sealed class Blobs(List<byte[]> layers) : IBlobSource
    {
        public Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken) =>
            Task.FromResult<Stream>(new MemoryStream(layers.Find(layer => Digest.Of(layer) == blob.Digest)!));
    }
}
