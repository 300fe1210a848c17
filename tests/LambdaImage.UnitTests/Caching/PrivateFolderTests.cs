using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Caching;

/// <summary>Whose a folder is. The tests run as root, which can give files to others.</summary>
[TestClass]
public sealed class PrivateFolderTests
{
    private static readonly PrivateFolder Folder = new(HostFiles.Current);

    [TestMethod]
    [DataRow("mkdir -m 700 cache", DisplayName = "private")]
    [DataRow("mkdir -m 755 cache", DisplayName = "readable for others")]
    [DataRow("true", DisplayName = "missing")]
    [DataRow("mkdir -m 775 cache && chgrp $(id -u) cache", DisplayName = "writable for the user's own group")]
    [DataRow("mkdir -m 700 real && ln -s real cache", DisplayName = "link of one's own")]
    [DataRow("chmod 1777 . && mkdir -m 700 cache", DisplayName = "in a sticky folder")]
    [DataRow("printf x >cache", DisplayName = "no folder")]
    public void Problem_of_a_folder_that_only_its_user_can_write_to_is_none(string make)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, make);

        Assert.IsNull(Folder.Problem(folder.At("cache")));
    }

    [TestMethod]
    [DataRow("mkdir -m 700 cache && chown 1234 cache", "belongs to another user", DisplayName = "of another user")]
    [DataRow("mkdir cache && chmod 777 cache", "other users can write to it", DisplayName = "writable for all")]
    [DataRow("mkdir cache && chmod 1777 cache", "other users can write to it", DisplayName = "sticky and writable for all")]
    [DataRow("mkdir cache && chmod 775 cache && chgrp 1234 cache", "other users can write to it", DisplayName = "writable for a group")]
    [DataRow("chmod 777 . && mkdir -m 700 cache", "other users can write to '{0}'", DisplayName = "in a folder that all can write to")]
    [DataRow("chown 1234 . && mkdir -m 700 cache", "'{0}' belongs to another user", DisplayName = "in a folder of another user")]
    [DataRow("chmod 1777 . && chown 1234 . && mkdir -m 700 cache", "'{0}' belongs to another user", DisplayName = "in a sticky folder of another user")]
    [DataRow("chmod 777 .", "other users can write to '{0}'", DisplayName = "missing, in a folder that all can write to")]
    [DataRow("mkdir -m 700 real && ln -s real cache && chown -h 1234 cache", "the link '{0}/cache' belongs to another user", DisplayName = "link of another user")]
    [DataRow("mkdir real && chmod 777 real && ln -s real cache", "other users can write to it", DisplayName = "link to a folder that all can write to")]
    [DataRow("mkdir open && chmod 777 open && mkdir -m 700 open/real && ln -s open/real cache", "other users can write to '{0}/open'", DisplayName = "link into a folder that all can write to")]
    [DataRow("ln -s b a && ln -s a b && ln -s a cache", "lead to each other", DisplayName = "links in a circle")]
    public void Problem_of_a_folder_that_others_can_put_something_into_says_why(string make, string expected)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, make);

        Assert.Contains(expected.Replace("{0}", folder.Path, StringComparison.Ordinal), Folder.Problem(folder.At("cache"))!);
    }

    [TestMethod]
    public void Create_makes_every_folder_private_and_leaves_those_that_are_there()
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "mkdir -m 755 there");

        PrivateFolder.Create(folder.At("there/a/b"));

        Assert.AreEqual("755 700 700\n", Shell.Run(folder.Path, "echo $(stat -c %a there there/a there/a/b)"));
    }

    [TestMethod]
    [DataRow("printf x >file", true)]
    [DataRow("printf x >file && chmod 666 file", false)]
    [DataRow("printf x >file && chown 1234 file", false)]
    [DataRow("printf x >file && chmod 664 file && chgrp 1234 file", false)]
    [DataRow("printf x >real && ln -s real file", false)]
    [DataRow("mkdir file", false)]
    [DataRow("true", false)]
    public void HoldsOwn_of_a_file_says_whether_only_its_user_could_write_it(string make, bool expected)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, make);

        Assert.AreEqual(expected, Folder.HoldsOwn(folder.At("file")));
    }
}
