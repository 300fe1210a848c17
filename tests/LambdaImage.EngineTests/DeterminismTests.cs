using LambdaImage.EngineTests.Support;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class DeterminismTests(TestContext context) : EngineTest(context)
{
    private static readonly string[] Names = ["b", "a", "sub/z", "sub/y", "Ä", "~", "Z", "sub.txt", "sub-2/x"];

    [TestMethod]
    public async Task Equal_content_of_other_folders_has_the_same_fingerprint()
    {
        WriteLayer("here/layer", Names, DateTime.UnixEpoch.AddYears(31));
        WriteLayer("there/layer", Names.Reverse(), DateTime.UnixEpoch.AddYears(32));

        var first = await BuildAsync(Inputs("here/layer"));
        var second = await BuildAsync(Inputs("there/layer"));

        Assert.AreEqual(first.Fingerprint, second.Fingerprint);
        Assert.IsTrue(second.Skipped);
    }

    private void WriteLayer(string folder, IEnumerable<string> names, DateTime time)
    {
        foreach (var name in names)
        {
            var path = Folder.Write($"{folder}/{name}", name);
            File.SetLastWriteTimeUtc(path, time);
        }

        File.CreateSymbolicLink(Folder.At(folder + "/link"), "sub/z");
    }
}
