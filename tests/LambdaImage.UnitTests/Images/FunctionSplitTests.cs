using LambdaImage.Images;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Images;

[TestClass]
public sealed class FunctionSplitTests : IDisposable
{
    private const int Large = 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Read_with_all_parts_puts_those_that_change_least_first()
    {
        using var plan = Read(
            LayerSplit.Always,
            File("Hello.dll", FunctionPart.Code),
            File("Shared.dll", FunctionPart.Projects),
            File("settings.json", FunctionPart.Files),
            File("runtimes/linux-x64/native/native.so", FunctionPart.Packages),
            File("Package.dll", FunctionPart.Packages));

        Assert.AreEqual(
            """
            Hello (packages): . Package.dll runtimes runtimes/linux-x64 runtimes/linux-x64/native runtimes/linux-x64/native/native.so
            Hello (files): . settings.json
            Hello (projects): . Shared.dll
            Hello: . Hello.dll
            """,
            Describe(plan));
    }

    [TestMethod]
    public void Read_puts_all_parts_where_the_function_goes()
    {
        using var plan = Read(LayerSplit.Always, File("Hello.dll", FunctionPart.Code), File("Package.dll", FunctionPart.Packages));

        Assert.AreEqual("Function /var/task Function /var/task", string.Join(' ', plan.Layers.Select(layer => $"{layer.Spec.Kind} {layer.Spec.Destination}")));
    }

    [TestMethod]
    public void Read_writes_a_file_that_replaces_one_of_a_package_once()
    {
        using var plan = Read(
            LayerSplit.Always,
            File("Hello.dll", FunctionPart.Code),
            File("Package.dll", FunctionPart.Packages),
            File("native.so", FunctionPart.Packages),
            new(_folder.Write("own/native.so", "own"), "native.so") { Part = FunctionPart.Files });

        Assert.AreEqual(
            """
            Hello (packages): . Package.dll
            Hello (files): . native.so
            Hello: . Hello.dll
            """,
            Describe(plan));
        Assert.AreEqual(3, plan.Layers[1].TotalSize);
    }

    [TestMethod]
    public void Read_with_a_function_of_packages_alone_makes_no_empty_layer()
    {
        using var plan = Read(LayerSplit.Always, File("Package.dll", FunctionPart.Packages));

        Assert.AreEqual("Hello (packages): . Package.dll", Describe(plan));
    }

    [TestMethod]
    [DataRow(Large, "Hello (packages): . Package.dll|Hello: . Hello.dll")]
    [DataRow(Large - 1, "Hello: . Hello.dll Package.dll")]
    public void Read_leaves_small_parts_with_the_code(int size, string expected)
    {
        using var plan = Read(LayerSplit.Auto, File("Hello.dll", FunctionPart.Code), File("Package.dll", FunctionPart.Packages, size));

        Assert.AreEqual(expected, Describe(plan, "|"));
    }

    [TestMethod]
    public void Read_with_a_large_part_and_a_small_one_separates_the_large_one()
    {
        using var plan = Read(
            LayerSplit.Auto,
            File("Hello.dll", FunctionPart.Code),
            File("Package.dll", FunctionPart.Packages),
            File("data/model.bin", FunctionPart.Files, Large));

        Assert.AreEqual("Hello (files): . data data/model.bin|Hello: . Hello.dll Package.dll", Describe(plan, "|"));
    }

    [TestMethod]
    public void Read_counts_what_the_files_of_a_part_have_together()
    {
        using var plan = Read(
            LayerSplit.Auto,
            File("Hello.dll", FunctionPart.Code),
            File("One.dll", FunctionPart.Packages, Large / 2),
            File("Two.dll", FunctionPart.Packages, Large / 2));

        Assert.HasCount(2, plan.Layers);
    }

    [TestMethod]
    [DataRow(LayerSplit.Never, BuildStrategy.Auto, 1)]
    [DataRow(LayerSplit.Never, BuildStrategy.Load, 1)]
    [DataRow(LayerSplit.Auto, BuildStrategy.Load, 2)]
    [DataRow(LayerSplit.Auto, BuildStrategy.Dockerfile, 1)]
    [DataRow(LayerSplit.Always, BuildStrategy.Dockerfile, 2)]
    public void Read_splits_unless_it_is_not_to_or_the_engine_gets_all_layers_in_any_case(LayerSplit split, BuildStrategy strategy, int layers)
    {
        var spec = Spec(split, File("Hello.dll", FunctionPart.Code), File("Package.dll", FunctionPart.Packages, Large));

        using var plan = ImagePlanner.Read(spec with { Strategy = strategy }, CancellationToken.None);

        Assert.HasCount(layers, plan.Layers);
    }

    [TestMethod]
    public void Read_of_layers_that_are_no_publish_output_splits_nothing()
    {
        _folder.Write("layer/Package.dll", new byte[Large]);

        using var plan = ImagePlanner.Read(Plans.WithLayers(_folder.At("layer")) with { Split = LayerSplit.Always }, CancellationToken.None);

        Assert.AreEqual("layer: . Package.dll", Describe(plan));
    }

    [TestMethod]
    public void Digests_of_the_other_parts_are_the_same_after_a_change_of_the_code()
    {
        FunctionFile[] files = [File("Hello.dll", FunctionPart.Code), File("Shared.dll", FunctionPart.Projects), File("Package.dll", FunctionPart.Packages)];
        using var before = Read(LayerSplit.Always, files);
        var digests = Digests(before);
        _folder.Write("source/Hello.dll", "changed");

        using var after = Read(LayerSplit.Always, files);

        CollectionAssert.AreEqual(digests[..2], Digests(after)[..2]);
        Assert.AreNotEqual(digests[2], Digests(after)[2]);
    }

    [TestMethod]
    public void Packages_of_two_functions_have_one_name_and_the_codes_have_two()
    {
        var package = File("Package.dll", FunctionPart.Packages);

        using var one = Read(LayerSplit.Always, package, File("Hello.dll", FunctionPart.Code));
        using var other = Read(LayerSplit.Always, package, File("Other.dll", FunctionPart.Code));

        Assert.AreEqual((true, $"{one.Layers[0].Spec.Source}"), (other.Layers[0].Spec.IsShared, $"{other.Layers[0].Spec.Source}"));
        Assert.AreEqual((false, false), (one.Layers[1].Spec.IsShared, $"{one.Layers[1].Spec.Source}" == $"{other.Layers[1].Spec.Source}"));
    }

    [TestMethod]
    public void Declared_layers_have_the_function_as_one()
    {
        using var plan = Read(LayerSplit.Always, File("Hello.dll", FunctionPart.Code), File("Package.dll", FunctionPart.Packages));

        Assert.AreEqual(". Hello.dll Package.dll", string.Join(' ', plan.DeclaredLayers.Single().Entries.Select(entry => entry.Path)));
    }

    private static string[] Digests(ImagePlan plan) => [.. Tar.Digests.Of(plan.Layers).Select(digest => digest.ToString())];

    private static string Describe(ImagePlan plan, string? separator = null) =>
        string.Join(separator ?? Environment.NewLine, plan.Layers.Select(layer => $"{layer.Spec.Title}: {string.Join(' ', layer.Entries.Select(entry => entry.Path))}"));

    private static ImagePlan Read(LayerSplit split, params FunctionFile[] files) => ImagePlanner.Read(Spec(split, files), CancellationToken.None);

    private static ImageSpec Spec(LayerSplit split, params FunctionFile[] files) => Plans.Spec with
    {
        Split = split,
        Layers = [new() { Kind = LayerKind.Function, Name = "Hello", Source = new PublishOutputSource("/nowhere/publish", files) }],
    };

    private FunctionFile File(string path, FunctionPart part, int size = 7) => new(_folder.Write("source/" + path, new byte[size]), path) { Part = part };
}
