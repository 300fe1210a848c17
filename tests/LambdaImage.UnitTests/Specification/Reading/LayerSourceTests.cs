using System.Diagnostics;
using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Layers;
using LambdaImage.UnitTests.LayerVersions;

namespace LambdaImage.UnitTests.Specification.Reading;

/// <summary>Which source a layer's path means, and that every kind of source has a reader.</summary>
[TestClass]
public sealed class LayerSourceTests : IDisposable
{
    // One of each kind, with its name.
    private static readonly (LayerSource Source, string Name)[] Kinds =
    [
        (new FolderSource("/layers/common"), "/layers/common"),
        (new ZipSource("/layers/common.zip", LayerVersionArn.Parse(LayerWorkspace.Arn)), "/layers/common.zip"),
        (new LayerVersionSource(LayerVersionArn.Parse(LayerWorkspace.Arn)), LayerWorkspace.Arn),
        (new PublishOutputSource("/publish", [new("/obj/Hello.dll", "Hello.dll")]), "/publish"),
        (new FunctionPartSource([new("/obj/Hello.dll", "Hello.dll")]), "f01289bb4f6b8737301bbc28fc263e011af66fa9c9512901234142780d568e1f"),
        (new FileSource("/tools/rie", "aws-lambda-rie"), "/tools/rie"),
        (new LinkSource("/var/task/Hello", "bootstrap"), "/var/task/Hello"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("layer", "layer")]
    [DataRow("layer/", "layer")]
    [DataRow("layer.zip", "layer.zip", DisplayName = "a folder that is named as a zip")]
    [DataRow("link", "link", DisplayName = "a link to a folder")]
    [DataRow("link/", "link", DisplayName = "a link to a folder, with a separator")]
    public void Read_of_a_path_where_a_folder_is_means_the_folder(string path, string name)
    {
        Shell.Run(_folder.Path, "mkdir layer layer.zip && ln -s layer link");

        var layer = Read(_folder.At(path));

        Assert.AreEqual((new FolderSource(_folder.At(path)), name), (layer.Source, layer.Name));
    }

    [TestMethod]
    [DataRow("layer.zip")]
    [DataRow("layer")]
    [DataRow("link", DisplayName = "a link to a file")]
    public void Read_of_a_path_where_a_file_is_means_a_zip(string path)
    {
        Shell.Run(_folder.Path, "touch layer layer.zip && ln -s layer.zip link");

        Assert.AreEqual(new ZipSource(_folder.At(path)), Read(_folder.At(path)).Source);
    }

    [TestMethod]
    [DataRow("missing")]
    [DataRow("missing/")]
    [DataRow("missing.zip")]
    [DataRow("layer.zip/", DisplayName = "a file with a separator")]
    public void Read_of_a_path_where_nothing_is_means_a_zip_that_does_not_exist(string path)
    {
        _folder.Write("layer.zip", "x");

        var layer = Read(_folder.At(path));

        Assert.AreEqual(new ZipSource(_folder.At(path)), layer.Source);
        var failure = Expect.Failure(DiagnosticCodes.LayerNotFound, () => LayerSpecs.Read(layer));
        Assert.Contains($"there is no folder or zip at '{_folder.At(path)}'", failure.Message);
    }

    [TestMethod]
    public void Read_of_a_folder_that_is_removed_before_its_files_are_read_fails_there()
    {
        Shell.Run(_folder.Path, "mkdir layer");
        var layer = Read(_folder.At("layer"));
        Shell.Run(_folder.Path, "rmdir layer");

        var failure = Expect.Failure(DiagnosticCodes.LayerNotFound, () => LayerSpecs.Read(layer));

        Assert.AreEqual("LambdaLayer", failure.Origin?.Element);
    }

    [TestMethod]
    public void Name_of_each_kind_of_source_is_its_path_or_ARN_or_target()
    {
        Assert.AreEqual(string.Join('\n', Kinds.Select(kind => kind.Name)), string.Join('\n', Kinds.Select(kind => kind.Source)));
    }

    [TestMethod]
    public void Each_kind_of_source_but_layer_versions_has_a_reader()
    {
        var all = typeof(LayerSource).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerSource)));
        CollectionAssert.AreEquivalent(all.ToList(), Kinds.Select(kind => kind.Source.GetType()).ToList());

        var withoutReader = Kinds.Select(kind => kind.Source).Where(source => !HasReader(source));

        Assert.IsInstanceOfType<LayerVersionSource>(withoutReader.Single());
    }

    private static bool HasReader(LayerSource source)
    {
        try
        {
            LayerSpecs.Read(LayerSpecs.Layer("/layers/common") with { Source = source }).Dispose();
            return true;
        }
        catch (LambdaImageException)
        {
            return true;
        }
        catch (UnreachableException)
        {
            return false;
        }
    }

    private static LayerSpec Read(string path) => ImageSpecReader.Read(Inputs.Valid with { Layers = [Inputs.Layer(path)] }).Layers.Single();
}
