using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>Bases that are for several architectures, or say for none.</summary>
[TestClass]
public sealed class PlatformTests
{
    private static readonly ScriptedImage Arm = new("sha256:arm") { Architecture = "arm64", Layers = ["layer of all", "layer for arm"] };

    private static readonly ScriptedImage Both = BuildScene.BaseImage with
    {
        Layers = ["layer of all", "layer for amd"],
        Others = [Arm],
        Digests = [BuildScene.Base[..BuildScene.Base.LastIndexOf(':')] + "@sha256:" + new string('d', 64)],
    };

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(ScriptedStore.Containerd)]
    [DataRow(ScriptedStore.OldContainerd)]
    public async Task BuildAsync_on_a_base_for_several_architectures_builds_on_the_one_asked_for(ScriptedStore store)
    {
        await using var scene = SceneWith(store, Both);

        foreach (var (architecture, lowest) in new[] { (LambdaArchitecture.X64, "layer for amd"), (LambdaArchitecture.Arm64, "layer for arm") })
        {
            scene.Spec = scene.Spec with { Architecture = architecture, Names = [ImageReference.Parse("hello:" + architecture)] };
            var first = await scene.BuildAsync(Token);
            var second = await scene.BuildAsync(Token);

            var image = scene.Engine.Images.All.Single(image => image.Id == first.Id);
            Assert.AreEqual((architecture.EngineName, ScriptedImage.DigestOf(lowest), BuildStrategy.Load), (image.Architecture, image.Layers[1], first.Strategy));
            Assert.AreEqual((true, first.Fingerprint), (second.Skipped, second.Fingerprint));
        }
    }

    [TestMethod]
    [DataRow(ScriptedStore.Containerd)]
    [DataRow(ScriptedStore.OldContainerd)]
    public async Task BuildAsync_for_one_architecture_is_not_up_to_date_for_another(ScriptedStore store)
    {
        await using var scene = SceneWith(store, Both);
        var first = await scene.BuildAsync(Token);
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        var second = await scene.BuildAsync(Token);

        Assert.AreNotEqual(first.Fingerprint, second.Fingerprint);
        Assert.AreEqual("arm64", scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Architecture);
    }

    [TestMethod]
    public async Task BuildAsync_on_a_base_that_an_engine_exports_for_another_architecture_reads_it_once()
    {
        await using var scene = SceneWith(ScriptedStore.OldContainerd, Both);
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };
        await scene.BuildAsync(Token);
        var exports = Exports(scene);
        scene.WriteFunction("bootstrap", "changed");

        await scene.BuildAsync(Token);

        Assert.AreEqual(exports, Exports(scene));
    }

    [TestMethod]
    public async Task BuildAsync_on_a_base_of_which_the_architecture_is_missing_pulls_it()
    {
        await using var scene = SceneWith(ScriptedStore.Containerd, Both with { Others = [Arm with { IsHere = false }] });
        scene.Engine.Images.AddToRegistry(Both);
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        var result = await scene.BuildAsync(Token);

        Assert.AreEqual("linux/arm64", scene.Engine.RequestsOf("POST", "/images/create").Single().Values("platform").Single());
        Assert.AreEqual("arm64", scene.Engine.Images.All.Single(image => image.Id == result.Id).Architecture);
    }

    [TestMethod]
    public async Task BuildAsync_on_a_base_of_which_the_architecture_is_missing_looks_into_it_once_it_is_pulled()
    {
        await using var scene = SceneWith(ScriptedStore.Containerd, Both with { Others = [Arm with { IsHere = false }] });
        scene.Engine.Images.AddToRegistry(Both);
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        await scene.BuildAsync(Token);

        var requests = scene.Engine.Requests.Select(request => request.Path).ToList();
        Assert.IsLessThan(requests.IndexOf("/containers/create"), requests.IndexOf("/images/create"));
    }

    [TestMethod]
    public async Task BuildAsync_on_a_base_that_can_not_be_exported_for_another_architecture_fails_and_keeps_the_image_that_has_the_name()
    {
        await using var scene = SceneWith(ScriptedStore.OldContainerd, Both with { IsHere = false });
        scene.Engine.Images.Add(new("sha256:old") { Tags = [BuildScene.Name] });
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        var failure = await Expect.FailureAsync(DiagnosticCodes.BaseImageInParts, () => scene.BuildAsync(Token));

        Assert.Contains($"docker pull --platform linux/amd64 {BuildScene.Base}", failure.Message);
        Assert.AreEqual("sha256:old", scene.Engine.Images.All.Single(image => image.Tags.Contains(BuildScene.Name)).Id);
    }

    [TestMethod]
    [DataRow(ScriptedStore.Containerd)]
    [DataRow(ScriptedStore.GraphDriver)]
    public async Task BuildAsync_that_must_not_pull_on_a_base_of_which_the_architecture_is_missing_fails(ScriptedStore store)
    {
        await using var scene = SceneWith(store, Both with { Others = store == ScriptedStore.Containerd ? [Arm with { IsHere = false }] : [] });
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64, PullPolicy = PullPolicy.Never };

        var failure = await Expect.FailureAsync(DiagnosticCodes.BaseArchitectureMismatch, () => scene.BuildAsync(Token));

        Assert.Contains("is for amd64, not for arm64", failure.Message);
        Assert.IsEmpty(scene.Loads);
    }

    [TestMethod]
    [DataRow(ScriptedStore.Containerd)]
    [DataRow(ScriptedStore.OldContainerd)]
    [DataRow(ScriptedStore.GraphDriver)]
    public async Task BuildAsync_on_an_image_of_another_architecture_alone_pulls_nothing(ScriptedStore store)
    {
        await using var scene = SceneWith(store, Both with { Others = [] });
        scene.Spec = scene.Spec with { Architecture = LambdaArchitecture.Arm64 };

        await Expect.FailureAsync(DiagnosticCodes.BaseArchitectureMismatch, () => scene.BuildAsync(Token));

        Assert.IsEmpty(scene.Engine.RequestsOf("POST", "/images/create"));
    }

    [TestMethod]
    [DataRow(ScriptedStore.GraphDriver)]
    [DataRow(ScriptedStore.Containerd)]
    [DataRow(ScriptedStore.Unknown)]
    public async Task BuildAsync_on_a_base_that_names_no_architecture_fails_and_says_so(ScriptedStore store)
    {
        await using var scene = SceneWith(store, BuildScene.BaseImage with { Architecture = string.Empty });

        var failure = await Expect.FailureAsync(DiagnosticCodes.BaseArchitectureUnknown, () => scene.BuildAsync(Token));

        Assert.Contains(BuildScene.Base, failure.Message);
        Assert.DoesNotContain("is for ,", failure.Message);
    }

    private static BuildScene SceneWith(ScriptedStore store, ScriptedImage image)
    {
        var scene = BuildScene.WithStore(store);
        scene.Engine.Images.Remove(BuildScene.Base);
        scene.Engine.Images.Add(image);
        return scene;
    }

    private static int Exports(BuildScene scene) => scene.Engine.Requests.Count(request => request.Path.EndsWith("/get", StringComparison.Ordinal));
}
