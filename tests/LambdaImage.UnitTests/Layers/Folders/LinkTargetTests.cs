using LambdaImage.Layers.Folders;

namespace LambdaImage.UnitTests.Layers.Folders;

[TestClass]
public sealed class LinkTargetTests
{
    [TestMethod]
    [DataRow("link", "file")]
    [DataRow("link", "./file")]
    [DataRow("link", "a/../file")]
    [DataRow("link", ".")]
    [DataRow("a/link", "..")]
    [DataRow("a/link", "../file")]
    [DataRow("a/b/link", "../../c/file")]
    [DataRow("a/link", "b//c/../../../file")]
    [DataRow("link", "/opt/file")]
    [DataRow("link", "/opt")]
    [DataRow("link", "/opt/a/../file")]
    [DataRow("a/b/link", "/opt/file")]
    [DataRow("link", "..file")]
    [DataRow("link", "...")]
    public void StaysInside_of_a_target_in_the_layer_is_true(string link, string target)
    {
        Assert.IsTrue(LinkTarget.StaysInside(link, target, "/opt", _ => true));
    }

    [TestMethod]
    [DataRow("link", "..")]
    [DataRow("link", "../file")]
    [DataRow("link", "../opt/file", DisplayName = "out and in again")]
    [DataRow("a/link", "../../file")]
    [DataRow("a/link", "b/../../../file")]
    [DataRow("link", "/etc/passwd")]
    [DataRow("link", "/")]
    [DataRow("link", "/optional/file")]
    [DataRow("link", "/opt/../etc/passwd")]
    [DataRow("link", "//opt/file")]
    [DataRow("link", "/var/task/file")]
    public void StaysInside_of_a_target_elsewhere_is_false(string link, string target)
    {
        Assert.IsFalse(LinkTarget.StaysInside(link, target, "/opt", _ => true));
    }

    [TestMethod]
    public void StaysInside_of_the_function_reckons_with_its_own_folder()
    {
        Assert.IsTrue(LinkTarget.StaysInside("link", "/var/task/file", "/var/task", _ => true));
        Assert.IsFalse(LinkTarget.StaysInside("link", "/opt/file", "/var/task", _ => true));
    }

    [TestMethod]
    [DataRow("link", "a/up/../file")]
    [DataRow("link", "/opt/a/up/../file")]
    [DataRow("link", "missing/../file")]
    public void StaysInside_of_a_target_that_climbs_out_of_what_is_no_folder_is_false(string link, string target)
    {
        Assert.IsFalse(LinkTarget.StaysInside(link, target, "/opt", path => path == "a"));
    }
}
