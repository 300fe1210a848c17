using LambdaImage.Layers;
using LambdaImage.Spec;

namespace LambdaImage.UnitTests.Layers;

/// <summary>A key stands for a tar: what would change its bytes must change the key, and nothing else may.</summary>
[TestClass]
public sealed class LayerKeyTests
{
    private const long Timestamp = ImageSpec.DefaultTimestamp;

    private static readonly DateTime Time = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly LayerSpec Spec = LayerSpecs.Layer("/layers/common");
    private static readonly LayerEntry Folder = new(".", EntryKind.Directory, EntryMode.Executable);
    private static readonly LayerEntry Link = new("link", EntryKind.SymbolicLink, EntryMode.Mask) { LinkTarget = "file" };

    public static IEnumerable<object[]> Changes =>
    [
        ["path", new[] { Folder, File() with { Path = "other" }, Link }],
        ["mode", new[] { Folder, File() with { Mode = EntryMode.Executable }, Link }],
        ["size", new[] { Folder, File(size: 6), Link }],
        ["time", new[] { Folder, File(modified: Time.AddTicks(1)), Link }],
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
        var renamed = Spec with { Name = "other", Source = "/layers/common/", Origin = new("LambdaLayer", "layers/common", "/src/Other.csproj"), FileMode = EntryMode.Plain };

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
    public void IsSettled_of_a_file_of_an_age_says_whether_a_change_would_change_its_time(int age, bool expected)
    {
        using var layer = new LayerContents(Spec, [Folder, File(modified: Time), File(modified: Time.AddMilliseconds(60_000 - age))]);

        Assert.AreEqual(expected, LayerKey.IsSettled(layer, Time.AddMilliseconds(60_000)));
    }

    [TestMethod]
    public void IsSettled_of_a_layer_without_files_is_true()
    {
        using var layer = new LayerContents(Spec, [Folder, Link]);

        Assert.IsTrue(LayerKey.IsSettled(layer, Time));
    }

    private static LayerEntry File(long size = 5, DateTime? modified = null, string source = "/layers/common/file") =>
        new("file", EntryKind.File, EntryMode.Plain) { Size = size, Content = new FileOnDisk(new(source, size, modified ?? Time)) };

    private static string Key(LayerSpec spec, IReadOnlyList<LayerEntry> entries, long timestamp = Timestamp)
    {
        using var layer = new LayerContents(spec, entries);
        return LayerKey.Of(layer, timestamp);
    }
}
