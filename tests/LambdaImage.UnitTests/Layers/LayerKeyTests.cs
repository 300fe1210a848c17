using LambdaImage.Caching.Hosts;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.UnitTests.Layers;

/// <summary>A key stands for a tar: what would change its bytes must change the key, and nothing else may.</summary>
[TestClass]
public sealed class LayerKeyTests
{
    private const long Timestamp = ImageSpec.DefaultTimestamp;

    // In nanoseconds; and as a time.
    private const long Past = 1_500_000_000_000_000_000;

    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(Past / 1_000_000_000);
    private static readonly FileStatus Status = new() { Kind = FileKind.File, Size = 5, Modified = Past, Changed = Past, Device = 1, Id = 2 };
    private static readonly LayerSpec Spec = LayerSpecs.Layer("/layers/common");
    private static readonly LayerEntry Folder = new(".", EntryKind.Directory, EntryMode.Executable);
    private static readonly LayerEntry Link = new("link", EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = "file" };

    public static IEnumerable<object[]> Changes =>
    [
        ["path", new[] { Folder, File() with { Path = "other" }, Link }],
        ["mode", new[] { Folder, File() with { Mode = EntryMode.Executable }, Link }],
        ["size", new[] { Folder, File(status: Status with { Size = 6 }), Link }],
        ["modification time", new[] { Folder, File(status: Status with { Modified = Status.Modified + 1 }), Link }],
        ["change time", new[] { Folder, File(status: Status with { Changed = Status.Changed + 1 }), Link }],
        ["inode", new[] { Folder, File(status: Status with { Id = Status.Id + 1 }), Link }],
        ["upper half of the file id", new[] { Folder, File(status: Status with { IdHigh = 1 }), Link }],
        ["file system", new[] { Folder, File(status: Status with { Device = Status.Device + 1 }), Link }],
        ["file of the host", new[] { Folder, File(source: "/layers/other/file"), Link }],
        ["kind", new[] { Folder, File() with { Kind = EntryKind.Directory }, Link }],
        ["target", new[] { Folder, File(), Link with { LinkTarget = "other" } }],
        ["mode of the folder", new[] { Folder with { Mode = EntryMode.Plain }, File(), Link }],
        ["one less", new[] { Folder, File() }],
        ["one more", new[] { Folder, File(), Link, Link with { Path = "more" } }],
        ["order", new[] { Folder, Link, File() }],
    ];

    [TestMethod]
    [DynamicData(nameof(Changes))]
    public void Of_a_layer_with_a_change_differs(string change, object entries)
    {
        Assert.AreNotEqual(Key(Spec, [Folder, File(), Link]), Key(Spec, (LayerEntry[])entries), change);
    }

    [TestMethod]
    public void Of_a_layer_for_another_destination_differs()
    {
        Assert.AreNotEqual(Key(Spec, [Folder, File()]), Key(Spec with { Kind = LayerKind.Function }, [Folder, File()]));
    }

    [TestMethod]
    public void Of_a_layer_with_another_time_of_all_entries_differs()
    {
        Assert.AreNotEqual(Key(Spec, [Folder, File()]), Key(Spec, [Folder, File()], Timestamp + 1));
    }

    [TestMethod]
    public void Of_the_same_layer_under_another_name_is_the_same()
    {
        var renamed = Spec with { Name = "other", Source = new FolderSource("/layers/common/"), Origin = new("LambdaLayer", "layers/common", "/src/Other.csproj"), FileMode = EntryMode.Plain };

        Assert.AreEqual(Key(Spec, [Folder, File(), Link]), Key(renamed, [Folder, File(), Link]));
    }

    [TestMethod]
    public void Of_a_layer_is_a_digest()
    {
        Assert.MatchesRegex("^[0-9a-f]{64}$", Key(Spec, [Folder, File(), Link]));
    }

    [TestMethod]
    [DataRow(3_000, true, DisplayName = "three seconds old")]
    [DataRow(2_001, true, DisplayName = "older than the coarsest clock's step")]
    [DataRow(2_000, false, DisplayName = "as old as that step")]
    [DataRow(0, false, DisplayName = "written when it was read")]
    [DataRow(-60_000, false, DisplayName = "of the future")]
    public void IsSettled_of_a_file_of_an_age_says_whether_a_change_would_change_its_times(int age, bool expected)
    {
        var time = Past + ((60_000 - age) * 1_000_000L);
        using var modified = new LayerContents(Spec, [Folder, File(), File(status: Status with { Modified = time })]);
        using var changed = new LayerContents(Spec, [Folder, File(), File(status: Status with { Changed = time })]);

        Assert.AreEqual(expected, LayerKey.IsSettled(modified, Time.AddMilliseconds(60_000)));
        Assert.AreEqual(expected, LayerKey.IsSettled(changed, Time.AddMilliseconds(60_000)));
    }

    [TestMethod]
    public void Of_a_layer_by_other_code_differs()
    {
        using var layer = new LayerContents(Spec, [Folder, File()]);

        Assert.AreEqual(LayerKey.Of(layer, Timestamp), LayerKey.Of(layer, Timestamp, typeof(LayerKey).Module.ModuleVersionId.ToString("N")));
        Assert.AreNotEqual(LayerKey.Of(layer, Timestamp), LayerKey.Of(layer, Timestamp, Guid.NewGuid().ToString("N")));
    }

    [TestMethod]
    public void IsSettled_of_a_layer_without_files_is_true()
    {
        using var layer = new LayerContents(Spec, [Folder, Link]);

        Assert.IsTrue(LayerKey.IsSettled(layer, Time));
    }

    private static LayerEntry File(FileStatus? status = null, string source = "/layers/common/file") =>
        FileOnDisk.Entry(new(source, status ?? Status), "file", EntryMode.Plain);

    private static string Key(LayerSpec spec, IReadOnlyList<LayerEntry> entries, long timestamp = Timestamp)
    {
        using var layer = new LayerContents(spec, entries);
        return LayerKey.Of(layer, timestamp);
    }
}
