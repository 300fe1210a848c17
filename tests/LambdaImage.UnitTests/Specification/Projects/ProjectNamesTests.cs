using LambdaImage.Diagnostics;
using LambdaImage.Specification.Projects;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Projects;

/// <summary>Names of properties and items that are nearly right.</summary>
[TestClass]
public sealed class ProjectNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("LambdaBaseImge", "LambdaBaseImage")]
    [DataRow("LambdaArchitcture", "LambdaArchitecture")]
    [DataRow("LamdaRuntime", "LambdaRuntime")]
    [DataRow("lambdaHandlr", "LambdaHandler")]
    [DataRow("LambdaImageRepositroy", "LambdaImageRepository")]
    [DataRow("LambdaRies", "LambdaRie")]
    public void Check_of_a_misspelled_property_tells_the_right_one_and_the_line(string name, string meant)
    {
        var warning = Check($"<PropertyGroup>\n<{name}>x</{name}>\n</PropertyGroup>").Single();

        Assert.AreEqual("LAMBDAIMAGE5027", warning.Descriptor!.Code);
        Assert.AreEqual((_folder.At("a.csproj"), 3), (warning.Origin!.File, warning.Origin.Line));
        Assert.AreEqual($"The property {name} means nothing to LambdaImage.Tasks. Was {meant} meant?", warning.Text);
    }

    [TestMethod]
    [DataRow("LambdaLayers", "LambdaLayer")]
    [DataRow("LambdaEnvironmentVariables", "LambdaEnvironmentVariable")]
    [DataRow("LambdaImageLabels", "LambdaImageLabel")]
    public void Check_of_a_misspelled_item_tells_the_right_one(string name, string meant) =>
        Assert.Contains($"The item {name} means nothing to LambdaImage.Tasks. Was {meant} meant?", Check($"""<ItemGroup><{name} Include="x" /></ItemGroup>""").Single().Text);

    [TestMethod]
    public void Check_of_a_name_of_the_other_kind_says_so()
    {
        Assert.Contains("an item, which stands in an ItemGroup", Check("<PropertyGroup><LambdaLayer>x</LambdaLayer></PropertyGroup>").Single().Text);
        Assert.Contains("a property, which stands in a PropertyGroup", Check("""<ItemGroup><LambdaHandler Include="x" /></ItemGroup>""").Single().Text);
    }

    [TestMethod]
    public void Check_of_an_unknown_name_with_the_packages_prefix_warns_in_the_project_alone()
    {
        const string Text = "<PropertyGroup><LambdaImageColour>x</LambdaImageColour></PropertyGroup>";

        Assert.HasCount(1, Check(Text));
        Assert.IsEmpty(Check(string.Empty, Text));
    }

    [TestMethod]
    [DataRow("<PropertyGroup><LambdaTimeout>x</LambdaTimeout><LambdaFunctionName>x</LambdaFunctionName><LambdaRole>x</LambdaRole></PropertyGroup>", DisplayName = "of others")]
    [DataRow("<PropertyGroup><lambdahandler>x</lambdahandler></PropertyGroup>", DisplayName = "in another case")]
    [DataRow("<PropertyGroup><LambdaBaseImge>x</LambdaBaseImge><LambdaBaseImage>$(LambdaBaseImge)</LambdaBaseImage></PropertyGroup>", DisplayName = "used by a property")]
    [DataRow("<PropertyGroup><LambdaBaseImge>x</LambdaBaseImge></PropertyGroup><Target Name=\"X\"><Message Text=\"$(LambdaBaseImge.Trim())\" /></Target>", DisplayName = "used by a target")]
    [DataRow("<ItemGroup><LambdaLayers Include=\"x\" /><LambdaLayer Include=\"@(LambdaLayers->'%(FullPath)')\" /></ItemGroup>", DisplayName = "used by an item")]
    [DataRow("<ItemGroup><LambdaLayer Include=\"x\"><FileMode>644</FileMode><LambdaLayers>x</LambdaLayers></LambdaLayer></ItemGroup>", DisplayName = "metadata")]
    [DataRow("< no XML", DisplayName = "in what is no XML")]
    public void Check_of_other_names_is_silent(string text) => Assert.IsEmpty(Check(text));

    [TestMethod]
    public void Check_of_a_property_with_a_default_for_itself_warns() => Assert.HasCount(
        1, Check("<PropertyGroup><LambdaBaseImge Condition=\"'$(LambdaBaseImge)' == ''\">x</LambdaBaseImge></PropertyGroup>"));

    [TestMethod]
    public void Check_of_a_program_without_a_project_reads_its_directives()
    {
        var program = _folder.Write("app.cs", "#!/usr/bin/env dotnet\n#:property LambdaBaseImge = x\nSystem.Console.WriteLine();\n"u8.ToArray());

        var warning = ProjectNames.Check(new(program)).Single();

        Assert.AreEqual((program, 2, "LambdaBaseImge"), (warning.Origin!.File, warning.Origin.Line, warning.Origin.Element));
        Assert.AreEqual(2, new ProjectDocuments(program).Find(new("LambdaBaseImge")).Line);
    }

    [TestMethod]
    public void Check_reads_what_is_imported()
    {
        _folder.Write("more/b.props", "<Project><Import Project=\"c.props\" /><Import Project=\"$(MSBuildThisFileDirectory)d.props\" /><Import Project=\"$(Other)\" /><Import Project=\"missing.props\" /></Project>");
        _folder.Write("more/c.props", "<Project>\n<PropertyGroup><LambdaBaseImge>x</LambdaBaseImge></PropertyGroup></Project>");
        _folder.Write("more/d.props", "<Project><Import Project=\"b.props\" /><PropertyGroup><LambdaHandlr>x</LambdaHandlr></PropertyGroup></Project>");

        var warnings = Check("<Import Project=\"more/b.props\" />", "<PropertyGroup><LambdaRuntme>x</LambdaRuntme></PropertyGroup>");

        Assert.AreEqual(
            "Directory.Build.props c.props d.props",
            string.Join(' ', warnings.Select(warning => Path.GetFileName(warning.Origin!.File))));
    }

    [TestMethod]
    public void Check_of_a_project_without_a_file_is_silent() => Assert.IsEmpty(ProjectNames.Check(new(_folder.At("none.csproj"), "", "none.props")));

    private List<BuildMessage> Check(string text, string props = "")
    {
        var project = _folder.Write("a.csproj", $"<Project Sdk=\"Microsoft.NET.Sdk\">\n{text}</Project>");
        var imported = _folder.Write("Directory.Build.props", $"<Project>{props}</Project>");
        return [.. ProjectNames.Check(new(project, imported, string.Empty))];
    }
}
