using LambdaImage.Diagnostics;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification;

/// <summary>Whatever stands in a property ends as a coded failure about that property, or as a value that can do no harm.</summary>
[TestClass]
public sealed class HostileInputTests
{
    internal static readonly (string Name, string Value)[] Values =
    [
        ("blank", " "),
        ("blanks and tab", " \t "),
        ("line feed", "a\nRUN true"),
        ("carriage return", "a\rb"),
        ("trailing line feed", "hello\n"),
        ("NUL", "a\0b"),
        ("escape", "\u001b[2J"),
        ("next line", "a\u0085b"),
        ("single quote", "'"),
        ("double quote", "\""),
        ("backslash", "\\"),
        ("dollar", "$(id) ${HOME}"),
        ("parent folder", "../../etc/passwd"),
        ("root", "/"),
        ("semicolon", "a;b"),
        ("percent", "%2e%2e%2f"),
        ("absolute", "/etc/passwd"),
        ("umlaut", "größe"),
        ("decomposed umlaut", "gro\u0308\u00dfe"),
        ("emoji", "\U0001F600"),
        ("right to left", "\u202eabc"),
        ("long", new string('a', 100_000)),
        ("long path", string.Concat(Enumerable.Repeat("a/", 50_000))),
        ("digits", "99999999999999999999"),
        ("half a surrogate pair", "a\ud800b"),
    ];

    private static readonly (string Property, Func<string, ImageInputs> Set, bool AnyText)[] Properties =
    [
        Property("LambdaRuntime", anyText: false),
        Property("LambdaRuntimePreview", anyText: false),
        Property("LambdaArchitecture", anyText: false),
        Property("LambdaPackageType", anyText: false),
        Property("LambdaBaseImage", anyText: false),
        Property("LambdaImagePullPolicy", anyText: false),
        Property("LambdaImageForceBuild", anyText: false),
        Property("LambdaImageStrategy", anyText: false),
        Property("LambdaRie", anyText: false),
        Property("SOURCE_DATE_EPOCH", anyText: false),
        Property("LambdaBaseImageRegistry", anyText: true),
        Property("LambdaHandler", anyText: true),
        Property("LambdaImageEntryPoint", anyText: true),
        Property("LambdaImageUser", anyText: true),
        Property("LambdaImageWorkingDirectory", anyText: true),
        Property("LambdaImageRepository", anyText: true),
        Property("LambdaRiePath", anyText: true),
        Property("Version", anyText: true),
        Property("SourceRevisionId", anyText: true),
        ("LambdaImageIncludeFunction", value => Inputs.Valid.With("LambdaImageIncludeFunction", value).With("LambdaHandler", "Hello"), false),
        ("LambdaLayer", value => Inputs.Valid with { Layers = [Inputs.Layer() with { FileMode = value }] }, false),
        ("LambdaLayer", value => Inputs.Valid with { Layers = [Inputs.Layer() with { DirectoryMode = value }] }, false),
        ("LambdaLayer", value => Inputs.Valid with { Layers = [Inputs.Layer(value) with { Name = value }] }, true),
        ("LambdaEnvironmentVariable", value => Inputs.Valid with { Environment = [Inputs.Variable(value)] }, true),
        ("LambdaEnvironmentVariable", value => Inputs.Valid with { Environment = [Inputs.Variable("A", value)] }, true),
        ("LambdaImageLabel", value => Inputs.Valid with { Labels = [Inputs.Label(value)] }, true),
        ("LambdaImageLabel", value => Inputs.Valid with { Labels = [Inputs.Label("a", value)] }, true),
    ];

    public static IEnumerable<TestDataRow<(string Property, ImageInputs Inputs)>> Closed => Rows(anyText: false);

    public static IEnumerable<TestDataRow<(string Property, ImageInputs Inputs)>> Open => Rows(anyText: true);

    [TestMethod]
    [DataRow("a b", "1.2", "LambdaImageTag")]
    [DataRow("1", "1.2;a b", "LambdaImageTags")]
    [DataRow("", "a b;1", "LambdaImageTags")]
    [DataRow("", ".1", "LambdaImageTags")]
    public void Tag_that_can_not_be_one_is_refused_for_the_property_that_holds_it(string tag, string further, string property)
    {
        var inputs = Inputs.Valid.With("LambdaImageTag", tag).With("LambdaImageTags", further);

        var failure = Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageSpecReader.Read(inputs));

        Assert.AreEqual(property, failure.Origin?.Element);
    }

    [TestMethod]
    [DynamicData(nameof(Closed))]
    public void Read_of_a_hostile_value_fails_at_its_property(string property, ImageInputs inputs)
    {
        var failure = Assert.ThrowsExactly<LambdaImageException>(() => ImageSpecReader.Read(inputs));

        Assert.AreEqual(property, failure.Origin?.Element, failure.Message);
        Assert.IsLessThan(2_000, failure.Message.Length);
        Assert.DoesNotContain(char.IsControl, failure.Message);
    }

    [TestMethod]
    [DynamicData(nameof(Open))]
    public void Read_of_a_hostile_value_fails_at_its_property_or_takes_it(string property, ImageInputs inputs)
    {
        var failure = FailureOf(() => ImageSpecReader.Read(inputs));

        Assert.AreEqual(property, failure is null ? property : failure.Origin?.Element, failure?.Message);
        Assert.IsLessThan(2_000, failure?.Message.Length ?? 0);
    }

    [TestMethod]
    [DataRow("a\nRUN true")]
    [DataRow("a\rb")]
    [DataRow("a\0b")]
    [DataRow("a\u0085b")]
    [DataRow("\u001b[2J")]
    public void Read_of_control_characters_in_the_images_config_fails(string value)
    {
        Expect.Failure(DiagnosticCodes.InvalidPropertyValue, () => ImageSpecReader.Read(Inputs.Valid.With("LambdaHandler", value)));
        Expect.Failure(DiagnosticCodes.InvalidLabelOrVariable, () => ImageSpecReader.Read(Inputs.Valid with { Environment = [Inputs.Variable("A", value)] }));
        Expect.Failure(DiagnosticCodes.InvalidLabelOrVariable, () => ImageSpecReader.Read(Inputs.Valid with { Labels = [Inputs.Label("a", value)] }));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("1A")]
    [DataRow("A-B")]
    [DataRow("A B")]
    [DataRow("A=B")]
    [DataRow("Ä")]
    [DataRow("A\n")]
    public void Read_of_a_variable_whose_name_no_shell_takes_fails_at_the_item(string name)
    {
        var failure = Expect.Failure(
            DiagnosticCodes.InvalidLabelOrVariable,
            () => ImageSpecReader.Read(Inputs.Valid with { Environment = [Inputs.Variable(name)] }));

        Assert.AreEqual(new InputOrigin("LambdaEnvironmentVariable", name), failure.Origin);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a b")]
    [DataRow("a=b")]
    [DataRow("a\u00a0b")]
    [DataRow("lambdaimage.fingerprint")]
    [DataRow("LambdaImage.Project")]
    public void Read_of_a_label_whose_name_is_unusable_or_ours_fails_at_the_item(string name)
    {
        var failure = Expect.Failure(
            DiagnosticCodes.InvalidLabelOrVariable,
            () => ImageSpecReader.Read(Inputs.Valid with { Labels = [Inputs.Label(name)] }));

        Assert.AreEqual(new InputOrigin("LambdaImageLabel", name), failure.Origin);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("..")]
    [DataRow("a b")]
    [DataRow("latest\n")]
    [DataRow("größe")]
    public void Names_of_a_hostile_tag_fails(string tag)
    {
        Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageSpecReader.Names("hello", [tag]));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("Hello")]
    [DataRow("hello:1")]
    [DataRow("localhost:5000")]
    public void Names_of_a_hostile_repository_fails_at_it(string? repository)
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageSpecReader.Names(repository, ["latest"]));

        Assert.AreEqual("LambdaImageRepository", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [DataRow("5000/other")]
    public void Names_of_a_tag_that_holds_more_than_a_tag_fails(string tag)
    {
        Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageSpecReader.Names("hello", [tag]));
    }

    [TestMethod]
    public void Names_of_a_wrong_tag_is_about_the_tag()
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageSpecReader.Names("hello", ["a b"]));

        Assert.AreEqual("LambdaImageTag", failure.Origin?.Element);
    }

    [TestMethod]
    [DataRow("Hello\nRUN true")]
    [DataRow("a\0b")]
    public void Read_of_a_project_name_that_would_be_another_instruction_fails(string project)
    {
        Expect.Failure(DiagnosticCodes.InvalidPropertyValue, () => ImageSpecReader.Read(Inputs.Valid.With("MSBuildProjectName", project)));
    }

    [TestMethod]
    public void Read_of_an_image_that_would_be_its_own_base_fails()
    {
        var inputs = Inputs.Valid.With("LambdaBaseImage", "hello").With("LambdaImageRepository", "hello").With("LambdaImageTag", "1;latest");

        Expect.Failure(DiagnosticCodes.InvalidReference, () => ImageSpecReader.Read(inputs));
    }

    private static (string Property, Func<string, ImageInputs> Set, bool AnyText) Property(string name, bool anyText) =>
        (name, value => Inputs.Valid.With(name, value), anyText);

    private static IEnumerable<TestDataRow<(string Property, ImageInputs Inputs)>> Rows(bool anyText) =>
        from property in Properties
        where property.AnyText == anyText
        from value in Values
        where !IsGoodFor(property.Property, value.Name)
        select new TestDataRow<(string Property, ImageInputs Inputs)>((property.Property, property.Set(value.Value)))
        {
            DisplayName = $"{property.Property}: {value.Name}",
        };

    // Digits alone are a good name for an image.
    private static bool IsGoodFor(string property, string value) => (property, value) is ("LambdaBaseImage", "digits");

    private static LambdaImageException? FailureOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (LambdaImageException failure)
        {
            return failure;
        }
    }
}
