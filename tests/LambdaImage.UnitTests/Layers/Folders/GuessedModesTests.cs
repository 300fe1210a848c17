using LambdaImage.Caching;
using LambdaImage.Layers;
using LambdaImage.Layers.Folders;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Folders;

/// <summary>A host without modes, on which they are guessed from what files hold.</summary>
[TestClass]
public sealed class GuessedModesTests
{
    [TestMethod]
    public void Read_guesses_modes_and_opens_only_files_whose_start_matters()
    {
        using var folder = LayerFolder();
        var files = new CountedFiles { WithModes = false };

        using var layer = Read(folder, files);

        Assert.AreEqual("d 755 .\nf 644 data\nf 644 empty\nf 755 script", LayerSpecs.Describe(layer));
        Assert.AreEqual("data script", Names(files));
    }

    [TestMethod]
    public void Read_of_a_layer_that_did_not_change_opens_no_file()
    {
        using var folder = LayerFolder();
        Remember(folder);
        var files = new CountedFiles { WithModes = false };

        using var layer = Read(folder, files);

        Assert.AreEqual("d 755 .\nf 644 data\nf 644 empty\nf 755 script", LayerSpecs.Describe(layer));
        Assert.AreEqual(string.Empty, Names(files));
    }

    [TestMethod]
    public void Read_of_a_layer_of_which_one_file_changed_opens_that_one()
    {
        using var folder = LayerFolder();
        Remember(folder);
        Shell.Run(folder.Path, "printf '#!sh' >new && touch -r layer/data new && mv new layer/data");
        var files = new CountedFiles { WithModes = false };

        using var layer = Read(folder, files);

        Assert.AreEqual(EntryMode.Executable, layer.Entry("data").Mode);
        Assert.AreEqual("data", Names(files));
    }

    [TestMethod]
    public void Read_with_a_mode_for_all_files_opens_none()
    {
        using var folder = LayerFolder();
        var files = new CountedFiles { WithModes = false };

        using var layer = LayerReader.Read(LayerSpecs.Layer(folder.At("layer")) with { FileMode = EntryMode.Executable }, files, cache: null, CancellationToken.None);

        Assert.AreEqual(string.Empty, Names(files));
    }

    private static TemporaryFolder LayerFolder()
    {
        var folder = new TemporaryFolder();
        folder.Write("layer/data", "text");
        folder.Write("layer/script", "#!/bin/sh");
        folder.Write("layer/empty", string.Empty);
        return folder;
    }

    // As a build does whose clock says that the files are old.
    private static void Remember(TemporaryFolder folder)
    {
        var memory = Memory(folder);
        using var layer = new FolderLayerReader(
            LayerSpecs.Layer(folder.At("layer")), new CountedFiles { WithModes = false }, memory, CancellationToken.None, LaterClock.Instance).Read(folder.At("layer"));
        Assert.IsNull(memory.Save());
    }

    private static LayerContents Read(TemporaryFolder folder, CountedFiles files) =>
        LayerReader.Read(LayerSpecs.Layer(folder.At("layer")), files, Memory(folder), CancellationToken.None);

    private static DigestCache Memory(TemporaryFolder folder) => DigestCache.Load(folder.At("digests.txt"), new SharedCache(folder.At("shared")));

    private static string Names(CountedFiles files) =>
        string.Join(' ', files.Opened.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
}
