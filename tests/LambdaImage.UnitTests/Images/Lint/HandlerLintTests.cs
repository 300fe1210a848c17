using ICSharpCode.SharpZipLib.Zip.Compression;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Images.Lint;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Images.Lint;

/// <summary>Handlers, and what of them is in the function: this assembly, and some that it uses.</summary>
[TestClass]
public sealed class HandlerLintTests
{
    private const string Assembly = "LambdaImage.UnitTests";
    private const string Samples = Assembly + "::LambdaImage.UnitTests.Images.Lint.HandlerSamples";

    private static readonly FunctionFile[] Files =
    [
        .. new[] { typeof(HandlerLintTests), typeof(Inflater) }.Select(type => type.Assembly.Location).Select(path => new FunctionFile(path, Path.GetFileName(path))),
        new("/nowhere/Native", "Native"),
        new("/nowhere/Unreadable.dll", "Unreadable.dll"),
    ];

    private static readonly ImageSpec Spec = Plans.Spec with { IsLambdaBase = true };

    [TestMethod]
    [DataRow(Samples + "+Base::Inherited", DisplayName = "of the type")]
    [DataRow(Samples + "+Derived::Own", DisplayName = "of the derived type")]
    [DataRow(Samples + "+Derived::Hidden", DisplayName = "that is not public")]
    [DataRow(Samples + "+Derived::Inherited", DisplayName = "of the base type")]
    [DataRow(Samples + "+OfGeneric::Handle", DisplayName = "of a generic base type")]
    [DataRow(Samples + "+FromPackage::Reset", DisplayName = "of a base type in another assembly")]
    [DataRow(Samples + "+FromFramework::Anything", DisplayName = "of a base type that is not in the output")]
    [DataRow(Samples + "+Base::System.String Twice(Int32)", DisplayName = "by signature")]
    [DataRow("lambdaimage.unittests::LambdaImage.UnitTests.Images.Lint.HandlerSamples+Derived::Own", DisplayName = "with another case of the assembly")]
    [DataRow("Unreadable::A.B::C", DisplayName = "of an assembly that can't be read")]
    [DataRow(Assembly, DisplayName = "program")]
    [DataRow(Assembly + ".dll", DisplayName = "program with its extension")]
    [DataRow("Native", DisplayName = "native program")]
    public void Check_of_a_handler_that_is_there_is_silent(string handler) => Assert.IsEmpty(Check(Spec with { Handler = handler }));

    [TestMethod]
    [DataRow("Wrong::A.B::C", "the function has no 'Wrong.dll'. Correct the name of the assembly.")]
    [DataRow(Samples + "+Wrong::Own", "has no type 'LambdaImage.UnitTests.Images.Lint.HandlerSamples+Wrong'.")]
    [DataRow(Assembly + "::Images.Lint.HandlerLintTests::Own", "Was 'LambdaImage.UnitTests.Images.Lint.HandlerLintTests' meant?")]
    [DataRow(Samples + "+derived::Own", "Was 'LambdaImage.UnitTests.Images.Lint.HandlerSamples+Derived' meant?")]
    [DataRow(Samples + "+Derived::Wrong", "nor its base types have a method 'Wrong'. Correct its name.")]
    [DataRow(Samples + "+Derived::inherited", "Was 'Inherited' meant?")]
    [DataRow(Samples + "+Derived::Twice", "has 2 methods 'Twice'")]
    [DataRow(Samples + "+Base::Generic", "the method 'Generic' is generic")]
    [DataRow(Samples + "+Base::System.String Wrong(Int32)", "have a method 'Wrong'")]
    [DataRow(Samples + "+Generic`1::Handle", "is generic, and Lambda makes no object of it")]
    [DataRow(Assembly + "::Type", "neither the name of a program nor Assembly::Namespace.Type::Method")]
    [DataRow(Assembly + "::::Method", "neither the name of a program nor Assembly::Namespace.Type::Method")]
    [DataRow("Wrong", "the function has neither 'Wrong.dll' nor 'Wrong'.")]
    [DataRow("lambdaimage.unittests", "Was 'LambdaImage.UnitTests.dll' meant?")]
    [DataRow("ICSharpCode.SharpZipLib", "is a library, which can't be started")]
    public void Check_of_a_handler_that_is_not_there_warns_at_the_property(string handler, string text)
    {
        var warning = Check(Spec with { Handler = handler }).Single();

        Assert.AreEqual("LAMBDAIMAGE5025", warning.Descriptor!.Code);
        Assert.AreEqual("LambdaHandler", warning.Origin!.Element);
        Assert.StartsWith($"LambdaHandler is '{handler}', and ", warning.Text);
        Assert.Contains(text, warning.Text);
    }

    [TestMethod]
    public void Check_of_a_handler_whose_assembly_a_layer_has_is_silent()
    {
        var (spec, entries) = LintScene.Layer("store", LintScene.File("dotnetcore/store/x64/net10.0/wrong/1.0.0/Wrong.dll"));

        Assert.IsEmpty(Check(Spec with { Handler = "Wrong::A.B::C" }, new LayerContents(spec, entries)));
    }

    [TestMethod]
    public void Check_of_a_handler_on_another_base_is_silent()
    {
        var spec = Spec with { Handler = "index.handler" };

        Assert.IsEmpty(Check(spec with { IsLambdaBase = false }));
        Assert.IsEmpty(Check(spec with { EntryPoint = ["/bin/program"] }));
        Assert.IsEmpty(Check(spec with { BaseImage = ImageReference.Parse("public.ecr.aws/lambda/nodejs:22") }));
        Assert.HasCount(1, Check(spec with { BaseImage = ImageReference.Parse("mirror:5000/dotnet:10") }));
    }

    [TestMethod]
    public void Check_of_a_damaged_assembly_is_silent()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(typeof(HandlerLintTests).Assembly.Location);
        bytes.AsSpan(bytes.Length / 3).Fill(0xee);
        var damaged = folder.Write("Damaged.dll", bytes);

        Assert.IsEmpty(Check(Spec with { Handler = "Damaged::A.B::C" }, [new FunctionFile(damaged, "Damaged.dll")]));
    }

    private static List<BuildMessage> Check(ImageSpec spec, params LayerContents[] layers) => Check(spec, Files, layers);

    private static List<BuildMessage> Check(ImageSpec spec, FunctionFile[] files, params LayerContents[] layers)
    {
        var function = new LayerSpec { Kind = LayerKind.Function, Name = "Hello", Source = new PublishOutputSource("/publish", files) };
        using var contents = new LayerContents(function, []);
        using var plan = new ImagePlan(spec, [.. layers, contents]);

        // Split into layers, it is the same function.
        using var part = contents with { Spec = function with { Source = new FunctionPartSource(files), Part = FunctionPart.Code }, Whole = contents };
        using var split = new ImagePlan(spec, [.. layers, part]);
        CollectionAssert.AreEqual(HandlerLint.Check(plan).ToList(), HandlerLint.Check(split).ToList());
        return [.. HandlerLint.Check(plan)];
    }
}
