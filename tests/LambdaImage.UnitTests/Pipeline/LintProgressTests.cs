using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;
using MessageLevel = LambdaImage.Diagnostics.MessageLevel;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>What lint sees reaches whoever builds.</summary>
[TestClass]
public sealed class LintProgressTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task BuildAsync_of_a_layer_with_a_mode_that_lambda_can_not_start_warns_at_the_layer()
    {
        await using var scene = BuildScene.WithBase();
        scene.WriteLayer("bootstrap", "#!/bin/sh\n");

        await scene.BuildAsync(Token);

        AssertOneWarning(scene, DiagnosticCodes.NotExecutable);
    }

    [TestMethod]
    public async Task BuildAsync_of_a_layer_with_content_that_linux_can_not_start_warns_at_the_layer()
    {
        await using var scene = BuildScene.WithBase();
        File.SetUnixFileMode(scene.WriteLayer("bootstrap", "#!/bin/sh\r\n"), (UnixFileMode)0b111_101_101);

        await scene.BuildAsync(Token);

        AssertOneWarning(scene, DiagnosticCodes.WindowsLineEnds);
    }

    [TestMethod]
    public async Task BuildAsync_of_an_image_that_is_up_to_date_warns_no_more()
    {
        await using var scene = BuildScene.WithBase();
        scene.WriteLayer("bootstrap", "#!/bin/sh\r\n");
        await scene.BuildAsync(Token);
        scene.Messages.Clear();

        await scene.BuildAsync(Token);

        Assert.IsEmpty(scene.Messages.Where(message => message.Descriptor is not null));
    }

    [TestMethod]
    public async Task BuildAsync_of_a_sound_layer_warns_of_nothing()
    {
        await using var scene = BuildScene.WithBase();

        await scene.BuildAsync(Token);

        Assert.IsEmpty(scene.Messages.Where(message => message.Level == MessageLevel.Warning));
    }

    [TestMethod]
    [DataRow("same", 0)]
    [DataRow("other", 1)]
    public async Task BuildAsync_of_a_file_in_two_layers_names_it_at_low_importance(string content, int warnings)
    {
        using var folder = new TemporaryFolder();
        await using var scene = BuildScene.WithBase();
        scene.WriteLayer("both", "same");
        folder.Write("later/both", content);
        var later = new LayerSpec { Kind = LayerKind.Layer, Name = "later", Source = new FolderSource(folder.At("later")) };
        scene.Spec = scene.Spec with { Layers = [.. scene.Spec.Layers, later] };

        await scene.BuildAsync(Token);

        Assert.HasCount(1, scene.Messages.Where(message => message == new BuildMessage(MessageLevel.Low, "'both' of later replaces that of layer")));
        Assert.HasCount(warnings, scene.Messages.Where(message => message.Descriptor == DiagnosticCodes.FileReplaced));
    }

    private static void AssertOneWarning(BuildScene scene, DiagnosticDescriptor descriptor)
    {
        var warning = scene.Messages.Single(message => message.Level == MessageLevel.Warning);
        Assert.AreEqual((descriptor, new InputOrigin("LambdaLayer", "layer")), (warning.Descriptor, warning.Origin));
    }
}
