using LambdaImage.EngineTests.Support;
using LambdaImage.Testing;

namespace LambdaImage.EngineTests;

[TestClass]
public sealed class ImageLayersTests(TestContext context) : EngineTest(context)
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public async Task Each_Lambda_layer_is_one_layer_of_the_image(int count)
    {
        var names = Enumerable.Range(1, count).Select(number => $"layer{number}").ToArray();
        foreach (var name in names)
        {
            Folder.Write($"{name}/sub/{name}", name);
            Folder.Write($"{name}/other", name);
        }

        var image = await BuildAsync(Inputs(names));

        var ofBase = await DiffIdsAsync(image.BaseImage.ToString());
        var layers = await DiffIdsAsync(image.Id);
        CollectionAssert.AreEqual(ofBase.ToList(), layers.Take(ofBase.Count).ToList());
        Assert.HasCount(ofBase.Count + count, layers);
    }

    [TestMethod]
    public async Task Config_adds_no_layer()
    {
        var plain = await BuildAsync(OneFile());
        var before = await DiffIdsAsync(plain.Id);

        var image = await BuildAsync(OneFile().With("LambdaHandler", "handler") with
        {
            Environment = [new("A", "1", new("LambdaEnvironmentVariable"))],
            Labels = [new("b", "2", new("LambdaImageLabel"))],
        });

        Assert.HasCount(before.Count, await DiffIdsAsync(image.Id));
    }

    [TestMethod]
    public async Task Change_of_the_code_changes_the_last_layer_alone()
    {
        Folder.Write("layer/file", "layer");
        Folder.Write("task/Hello", "first");
        var first = await DiffIdsAsync((await BuildAsync(Function("layer"))).Id);
        Folder.Write("task/Hello", "second");

        var second = await DiffIdsAsync((await BuildAsync(Function("layer"))).Id);

        CollectionAssert.AreEqual(first.SkipLast(1).ToList(), second.SkipLast(1).ToList());
        Assert.AreNotEqual(first[^1], second[^1]);
    }

    [TestMethod]
    public async Task Change_of_the_last_Lambda_layer_keeps_those_before_it()
    {
        Folder.Write("one/file", "1");
        Folder.Write("two/file", "2");
        var first = await DiffIdsAsync((await BuildAsync(Inputs("one", "two"))).Id);
        Folder.Write("two/file", "changed");

        var second = await DiffIdsAsync((await BuildAsync(Inputs("one", "two"))).Id);

        CollectionAssert.AreEqual(first.SkipLast(1).ToList(), second.SkipLast(1).ToList());
        Assert.AreNotEqual(first[^1], second[^1]);
    }
}
