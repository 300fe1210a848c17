using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Zips;

/// <summary>Modes in zips follow the same rule as modes of files on disk: Lambda's user gets what the owner may read and execute.</summary>
[TestClass]
public sealed class ZipModeTests
{
    [TestMethod]
    [DataRow("100644", "644")]
    [DataRow("100755", "755")]
    [DataRow("100600", "644", DisplayName = "umask 077")]
    [DataRow("100700", "755", DisplayName = "umask 077, executable")]
    [DataRow("600", "644", DisplayName = "without a type, as Python's writestr")]
    [DataRow("100666", "644", DisplayName = "writable by all")]
    [DataRow("100777", "755", DisplayName = "all rights for all")]
    [DataRow("100640", "644")]
    [DataRow("100400", "444")]
    [DataRow("100500", "555")]
    [DataRow("104755", "755", DisplayName = "set-uid")]
    [DataRow("100000", "644", DisplayName = "no rights: the tool knows none")]
    [DataRow("100044", "644", DisplayName = "no rights for the owner")]
    public void Read_of_a_file_with_a_mode_takes_its_owners_rights(string mode, string expected)
    {
        Assert.AreEqual($"d 755 .\nf {expected} file", Describe(new HandmadeZip().UnixFile("file", "text", mode)));
    }

    [TestMethod]
    [DataRow("40755", "755")]
    [DataRow("40700", "755", DisplayName = "umask 077")]
    [DataRow("40750", "755")]
    [DataRow("41777", "755", DisplayName = "sticky, writable by all")]
    [DataRow("40500", "555")]
    [DataRow("40000", "755", DisplayName = "no rights: the tool knows none")]
    [DataRow("100644", "755", DisplayName = "the mode of a file")]
    public void Read_of_a_folder_with_a_mode_takes_its_owners_rights(string mode, string expected)
    {
        Assert.AreEqual($"d 755 .\nd {expected} lib\nf 644 lib/file", Describe(new HandmadeZip().UnixFolder("lib", mode).UnixFile("lib/file", "x", "100644")));
    }

    [TestMethod]
    public void Read_of_an_executable_without_rights_goes_by_its_content()
    {
        Assert.AreEqual("d 755 .\nf 755 tool", Describe(new HandmadeZip().UnixFile("tool", "#!/bin/sh\n", "100000")));
    }

    [TestMethod]
    public void Read_of_a_mode_that_was_added_on_windows_takes_it()
    {
        Assert.AreEqual("d 755 .\nf 755 tool", Describe(new HandmadeZip().Add(new("tool", "x") { UnixMode = "100755", Host = 0 })));
    }

    private static string Describe(HandmadeZip zip)
    {
        using var folder = new TemporaryFolder();
        using var layer = LayerSpecs.Read(folder.Write("layer.zip", zip.ToArray()));
        return LayerSpecs.Describe(layer);
    }
}
