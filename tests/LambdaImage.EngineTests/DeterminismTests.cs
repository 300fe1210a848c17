using LambdaImage.EngineTests.Support;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

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

    [TestMethod]
    public async Task Equal_content_of_other_folders_has_the_same_layers()
    {
        WriteLayer("here/layer", Names, DateTime.UnixEpoch.AddYears(31));
        WriteLayer("there/layer", Names.Reverse(), DateTime.UnixEpoch.AddYears(32));
        var first = await BuildAndForgetAsync(Inputs("here/layer"));

        var second = await BuildAndForgetAsync(Inputs("there/layer"));

        CollectionAssert.AreEqual(first.ToList(), second.ToList());
    }

    [TestMethod]
    public async Task Equal_function_has_the_same_layers()
    {
        var first = await BuildAndForgetAsync(Function());

        var second = await BuildAndForgetAsync(Function());

        CollectionAssert.AreEqual(first.ToList(), second.ToList());
    }

    [TestMethod]
    public async Task Equal_emulator_has_the_same_layers()
    {
        var inputs = WithEmulator(OneFile());
        var first = await BuildAndForgetAsync(inputs);

        var second = await BuildAndForgetAsync(inputs);

        CollectionAssert.AreEqual(first.ToList(), second.ToList());
    }

    [TestMethod]
    public async Task Equal_content_on_a_base_without_the_folders_has_the_same_layers()
    {
        var inputs = Function("layer").With("LambdaBaseImage", await Images.MakeAsync(TestImages.RootFiles()));
        WriteLayer("layer", Names, DateTime.UnixEpoch.AddYears(31));
        var first = await BuildAndForgetAsync(inputs);

        var second = await BuildAndForgetAsync(inputs);

        CollectionAssert.AreEqual(first.ToList(), second.ToList());
    }

    // Without the first image the engine has no cache to take layers from. What an engine notes of the present time is
    // noted in whole seconds; the second image must be of another one.
    private async Task<IReadOnlyList<string>> BuildAndForgetAsync(ImageInputs inputs)
    {
        var image = await BuildAsync(inputs);
        var layers = await DiffIdsAsync(image.Id);
        await Images.RemoveAsync(Name);
        return layers;
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
