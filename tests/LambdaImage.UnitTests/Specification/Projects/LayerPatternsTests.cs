using LambdaImage.Diagnostics;
using LambdaImage.Specification.Projects;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Projects;

/// <summary>Patterns for layers, and what MSBuild made of them.</summary>
[TestClass]
public sealed class LayerPatternsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("layers/*.zip")]
    [DataRow("layers/good;layers/*.zip")]
    [DataRow("$(MSBuildProjectDirectory)/layers/**/*.zip")]
    [DataRow("$(MSBuildThisFileDirectory)layers/*.zip")]
    [DataRow("../gr\u00f6\u00dfe/?.zip")]
    public void Check_of_a_pattern_without_a_layer_warns_at_its_line(string include)
    {
        var warning = Check($"""<LambdaLayer Include="{include}" />""", _folder.At("layers/good")).Single();

        Assert.AreEqual("LAMBDAIMAGE5026", warning.Descriptor!.Code);
        Assert.AreEqual((_folder.At("a.csproj"), 3), (warning.Origin!.File, warning.Origin.Line));
        Assert.Contains(include.Split(';')[^1], warning.Text);
    }

    [TestMethod]
    [DataRow("""<LambdaLayer Include="layers/*.ZIP" />""", DisplayName = "with a layer")]
    [DataRow("""<LambdaLayer Include="layers/../layers/tool?.zip" />""", DisplayName = "with a layer, another way")]
    [DataRow("""<LambdaLayer Include="layers/missing.zip" />""", DisplayName = "none")]
    [DataRow("""<LambdaLayer Include="other/*.zip" Condition="Exists('other')" />""", DisplayName = "with a condition")]
    [DataRow("""<LambdaLayer Include="other/*.zip" Exclude="other/old.zip" />""", DisplayName = "with an exclusion")]
    [DataRow("""<LambdaLayer Include="$(Folder)/*.zip" />""", DisplayName = "with a property")]
    [DataRow("""<LambdaLayer Include="@(Zip->'other/*.zip')" />""", DisplayName = "with a list")]
    [DataRow("""<LambdaLayer Include="other/*.zip" /><LambdaLayer Remove="other/*.zip" />""", DisplayName = "taken out again")]
    [DataRow("""<None Include="other/*.zip" />""", DisplayName = "of other items")]
    public void Check_of_other_patterns_is_silent(string items) => Assert.IsEmpty(Check(items, _folder.At("layers/tools.zip")));

    [TestMethod]
    public void Check_of_a_pattern_in_a_target_or_a_conditional_group_is_silent()
    {
        const string Items = """<LambdaLayer Include="other/*.zip" />""";

        Assert.IsEmpty(Check(Items, "Condition=\"'$(A)' == ''\"", string.Empty, string.Empty));
        Assert.IsEmpty(Check(Items, string.Empty, "<Target Name=\"A\">", "</Target>"));
        Assert.IsEmpty(Check(Items, string.Empty, "<Choose><When Condition=\"true\">", "</When></Choose>"));
        Assert.HasCount(1, Check(Items, string.Empty, string.Empty, string.Empty));
    }

    [TestMethod]
    public void Check_of_an_attribute_that_excludes_nothing_of_a_layer_warns_at_its_line()
    {
        var warning = Check("""<LambdaLayer Include="layers/common" Exclude="**/*.pyc" />""", _folder.At("layers/common")).Single();

        Assert.AreEqual(("LAMBDAIMAGE5029", 3), (warning.Descriptor!.Code, warning.Origin!.Line));
        Assert.Contains("""<LambdaLayer Include="layers/common"><Exclude>**/*.pyc</Exclude></LambdaLayer>""", warning.Text);
    }

    private List<BuildMessage> Check(string items, string layer) => Check(items, string.Empty, string.Empty, string.Empty, layer);

    private List<BuildMessage> Check(string items, string attributes, string before, string after, params string[] layers)
    {
        var project = _folder.Write("a.csproj", $"<Project>{before}<ItemGroup {attributes}>\n\n{items}\n</ItemGroup>{after}</Project>");
        return [.. LayerPatterns.Check(new(project), layers)];
    }
}
