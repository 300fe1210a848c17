using LambdaImage.Layers;

namespace LambdaImage.UnitTests.Layers;

[TestClass]
public sealed class EntryModeTests
{
    [TestMethod]
    [DataRow("644", "644")]
    [DataRow("600", "644")]
    [DataRow("666", "644")]
    [DataRow("755", "755")]
    [DataRow("700", "755")]
    [DataRow("777", "755")]
    [DataRow("500", "555")]
    [DataRow("400", "444")]
    [DataRow("444", "444")]
    [DataRow("4755", "755", DisplayName = "set-uid")]
    [DataRow("2755", "755", DisplayName = "set-gid")]
    [DataRow("1777", "755", DisplayName = "sticky")]
    [DataRow("000", "000")]
    public void FromHost_of_bits_gives_the_owners_to_all_but_never_write(string host, string image)
    {
        var mode = EntryMode.FromHost((UnixFileMode)Convert.ToInt32(host, 8));

        Assert.AreEqual(image, Convert.ToString(mode, 8).PadLeft(3, '0'));
    }

    [TestMethod]
    [DataRow("bootstrap", "MZ")]
    [DataRow("extensions/agent", "text")]
    [DataRow("bin/tool", "\u007fELF")]
    [DataRow("bin/script", "#!/b")]
    [DataRow("bin/script", "#!")]
    public void FromContent_of_what_lambda_or_the_kernel_runs_is_executable(string path, string head)
    {
        Assert.AreEqual(EntryMode.Executable, EntryMode.FromContent(path, System.Text.Encoding.ASCII.GetBytes(head)));
    }

    [TestMethod]
    [DataRow("readme.md", "text")]
    [DataRow("readme.md", "")]
    [DataRow("lib/bootstrap", "text")]
    [DataRow("extensions/agent/config", "text")]
    [DataRow("lib/extensions/agent", "text")]
    [DataRow("data", "#")]
    [DataRow("data", "ELF\u007f")]
    public void FromContent_of_anything_else_is_plain(string path, string head)
    {
        Assert.AreEqual(EntryMode.Plain, EntryMode.FromContent(path, System.Text.Encoding.ASCII.GetBytes(head)));
    }
}
