using LambdaImage.Diagnostics;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Folders;

/// <summary>Layers without what the project excludes.</summary>
[TestClass]
public sealed class LeftOutFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LeftOutFilesTests()
    {
        foreach (var name in (string[])["code.py", "code.pyc", "lib/code.py", "lib/cache/code.pyc", "tests/test.py", "größe/ä.txt"])
        {
            _folder.Write("layer/" + name, "content");
        }
    }

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("", "code.py code.pyc größe/ä.txt lib/cache/code.pyc lib/code.py tests/test.py")]
    [DataRow("*.pyc", "code.py größe/ä.txt lib/cache/code.pyc lib/code.py tests/test.py")]
    [DataRow("**/*.pyc;tests/**", "code.py größe/ä.txt lib/code.py")]
    [DataRow(@"lib\cache;tests;größe/*.txt", "code.py code.pyc lib/code.py")]
    [DataRow("**/cache; code.*", "größe/ä.txt lib/code.py tests/test.py")]
    [DataRow("LIB", "code.py code.pyc größe/ä.txt lib/cache/code.pyc lib/code.py tests/test.py")]
    public void Read_of_a_layer_lacks_what_is_excluded(string exclude, string names)
    {
        System.IO.Compression.ZipFile.CreateFromDirectory(_folder.At("layer"), _folder.At("layer.zip"));

        Assert.AreEqual(names, Names(new FolderSource(_folder.At("layer")), exclude));
        Assert.AreEqual(names, Names(new ZipSource(_folder.At("layer.zip")), exclude));
    }

    [TestMethod]
    public void Read_of_a_layer_with_a_link_to_nothing_succeeds_if_the_link_is_excluded()
    {
        File.CreateSymbolicLink(_folder.At("layer/lib/link"), "../../../nowhere");

        Assert.Contains("lib/code.py", Names(new FolderSource(_folder.At("layer")), "lib/link"));
    }

    [TestMethod]
    public void Read_of_a_layer_counts_what_is_excluded()
    {
        using var layer = Read(new FolderSource(_folder.At("layer")), "**/*.pyc;tests/**");

        Assert.AreEqual(3, layer.ExcludedCount);
    }

    [TestMethod]
    public void Read_of_a_layer_of_which_all_is_excluded_fails_and_says_so()
    {
        System.IO.Compression.ZipFile.CreateFromDirectory(_folder.At("layer"), _folder.At("layer.zip"));

        Assert.Contains("besides what Exclude leaves out", Expect.Failure(DiagnosticCodes.LayerEmpty, () => Names(new FolderSource(_folder.At("layer")), "**")).Message);
        Assert.Contains("besides what Exclude leaves out", Expect.Failure(DiagnosticCodes.LayerEmpty, () => Names(new ZipSource(_folder.At("layer.zip")), "**")).Message);
    }

    [TestMethod]
    public void Key_of_a_layer_depends_on_what_is_excluded()
    {
        using var all = Read(new FolderSource(_folder.At("layer")), "");
        using var less = Read(new FolderSource(_folder.At("layer")), "*.pyc");

        Assert.AreNotEqual(LayerKey.Of(all, 0), LayerKey.Of(less, 0));
    }

    // A zip may have no entries for folders.
    private static string Names(LayerSource source, string exclude)
    {
        using var layer = Read(source, exclude);
        return string.Join(' ', layer.Entries.Where(entry => entry.Kind != EntryKind.Directory).Select(entry => entry.Path).Order(StringComparer.Ordinal));
    }

    private static LayerContents Read(LayerSource source, string exclude) => LayerReader.Read(
        new() { Kind = LayerKind.Layer, Name = "layer", Source = source, Exclude = exclude.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) },
        CancellationToken.None);
}
