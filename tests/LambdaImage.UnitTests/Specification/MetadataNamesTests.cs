using LambdaImage.Specification.Reading;

namespace LambdaImage.UnitTests.Specification;

/// <summary>Metadata whose names are nearly right.</summary>
[TestClass]
public sealed class MetadataNamesTests
{
    private static readonly string[] Known = ["Name", "FileMode", "DirectoryMode"];

    [TestMethod]
    [DataRow("FileMod", "FileMode")]
    [DataRow("FileModes", "FileMode")]
    [DataRow("FileNode", "FileMode")]
    [DataRow("DirectryMode", "DirectoryMode")]
    [DataRow("Nam", "Name")]
    public void Check_of_a_misspelled_name_tells_the_right_one(string name, string meant)
    {
        var warning = MetadataNames.Check(new("LambdaLayer", "layer"), [name], Known).Single();

        Assert.AreEqual("LAMBDAIMAGE5024", warning.Descriptor!.Code);
        Assert.AreEqual($"{name} of LambdaLayer 'layer' means nothing. Was {meant} meant?", warning.Text);
    }

    [TestMethod]
    [DataRow("FileMode")]
    [DataRow("filemode")]
    [DataRow("Visible")]
    [DataRow("Pack")]
    [DataRow("Link")]
    [DataRow("Owner")]
    public void Check_of_other_names_says_nothing(string name) => Assert.IsEmpty(MetadataNames.Check(new("LambdaLayer", "layer"), [name], Known));

    [TestMethod]
    public void Check_of_a_similar_name_beside_the_right_one_says_nothing() =>
        Assert.IsEmpty(MetadataNames.Check(new("LambdaLayer", "layer"), ["FileMode", "FileMod"], Known));

    [TestMethod]
    public void Check_of_an_item_without_what_it_needs_says_so_once()
    {
        Assert.Contains("has no Value", MetadataNames.Check(new("LambdaEnvironmentVariable", "X"), [], ["Value"], "Value").Single().Text);
        Assert.Contains("Was Value meant?", MetadataNames.Check(new("LambdaEnvironmentVariable", "X"), ["Valu"], ["Value"], "Value").Single().Text);
        Assert.IsEmpty(MetadataNames.Check(new("LambdaEnvironmentVariable", "X"), ["Value"], ["Value"], "Value"));
    }
}
