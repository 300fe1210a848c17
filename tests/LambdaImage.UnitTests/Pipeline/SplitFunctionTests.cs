using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>A function in several layers: what is sent, and that what is told of it is told of one function.</summary>
[TestClass]
public sealed class SplitFunctionTests
{
    private const int OwnerAlone = 0b110_000_000;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_after_a_change_of_the_code_sends_the_code_alone(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        await scene.BuildAsync(Token);
        scene.WriteFunction("Hello.dll", "changed");

        await scene.BuildAsync(Token);

        Assert.AreEqual("var/task/Hello.dll", Sent(scene));
    }

    [TestMethod]
    [EachLoadingStore]
    public async Task BuildAsync_of_another_function_with_the_same_packages_sends_its_code_alone(ScriptedStore store)
    {
        await using var scene = SceneWith(store);
        await scene.BuildAsync(Token);
        var other = Split(scene, "Other.dll") with { Project = "Other", Names = [ImageReference.Parse("other")] };

        await scene.BuildOtherAsync(other, Token);

        Assert.AreEqual("var/task/Other.dll", Sent(scene));
    }

    [TestMethod]
    public async Task BuildAsync_without_a_change_is_up_to_date()
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);
        await scene.BuildAsync(Token);

        Assert.IsTrue((await scene.BuildAsync(Token)).Skipped);
    }

    [TestMethod]
    public async Task BuildAsync_names_each_part_in_the_report_and_the_result()
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);

        var result = await scene.BuildAsync(Token);

        var told = scene.Messages.Where(message => message.Text.StartsWith("/var/task <- ", StringComparison.Ordinal)).Select(message => message.Text);
        Assert.AreEqual("/var/task <- Hello (packages): 1 file, 7 B; /var/task <- Hello: 1 file, 4 B", string.Join("; ", told));
        Assert.AreEqual("layer /opt, Hello (packages) /var/task, Hello /var/task", string.Join(", ", result.Layers.Select(layer => $"{layer.Name} {layer.Destination}")));
    }

    [TestMethod]
    public async Task BuildAsync_warns_once_of_what_is_wrong_with_several_parts()
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);
        scene.Spec = Split(scene, "Hello.dll", OwnerAlone);

        await scene.BuildAsync(Token);

        var warning = scene.Messages.Single(message => message.Descriptor == DiagnosticCodes.NotReadable);
        Assert.Contains("'Hello.dll' of 'Hello'", warning.Text);
    }

    [TestMethod]
    public async Task BuildAsync_is_silent_of_a_program_whose_assembly_is_in_another_part()
    {
        await using var scene = BuildScene.WithStore(ScriptedStore.GraphDriver);
        var program = scene.Write("function/Other", ElfFile.For("arm64"));
        var assembly = scene.WriteFunction("Other.dll", "code");
        scene.Spec = With(scene.Spec, [new(program, "Other") { Part = FunctionPart.Files }, new(assembly, "Other.dll") { Part = FunctionPart.Projects }]);

        await scene.BuildAsync(Token);

        Assert.IsEmpty(scene.Messages.Where(message => message.Descriptor is not null).Select(message => message.Text));
    }

    [TestMethod]
    public async Task BuildAsync_that_is_too_deep_says_how_to_have_one_layer()
    {
        await using var scene = SceneWith(ScriptedStore.GraphDriver);
        scene.Engine.Images.Remove(BuildScene.Base);
        scene.Engine.Images.Add(BuildScene.BaseImage with { Layers = [.. Enumerable.Range(0, 123).Select(index => $"layer {index}")] });

        var failure = await Expect.FailureAsync(DiagnosticCodes.ImageTooDeep, () => scene.BuildAsync(Token));

        Assert.Contains("LambdaLayerSplit=Never", failure.Message);
    }

    private static BuildScene SceneWith(ScriptedStore store)
    {
        var scene = BuildScene.WithStore(store);
        scene.WriteFunction("Package.dll", "package");
        scene.WriteFunction("Hello.dll", "code");
        scene.WriteFunction("Other.dll", "other code");
        scene.Spec = Split(scene, "Hello.dll");
        scene.Settle();
        return scene;
    }

    private static ImageSpec Split(BuildScene scene, string code, int? fileMode = null)
    {
        var spec = With(
            scene.Spec,
            [
                new(Path.Combine(scene.FunctionFolder, code), code),
                new(Path.Combine(scene.FunctionFolder, "Package.dll"), "Package.dll") { Part = FunctionPart.Packages },
            ]);
        return spec with { Layers = [spec.Layers[0], spec.Layers[1] with { FileMode = fileMode }] };
    }

    private static ImageSpec With(ImageSpec spec, FunctionFile[] files) => spec with
    {
        Split = LayerSplit.Always,
        Layers = [spec.Layers[0], spec.Layers[1] with { Source = new PublishOutputSource("/nowhere/publish", files) }],
    };

    private static string Sent(BuildScene scene) => string.Join(' ', BuildScene.LayersIn(scene.Loads[^1]));
}
