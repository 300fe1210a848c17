using System.Globalization;
using LambdaImage.Caching.Hosts;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Caching.Hosts;

[TestClass]
public sealed class HostFilesTests
{
    [TestMethod]
    [DataRow("printf hello >it", (int)FileKind.File)]
    [DataRow("mkdir it", (int)FileKind.Directory)]
    [DataRow("ln -s nowhere it", (int)FileKind.Link)]
    [DataRow("mkfifo it", (int)FileKind.Other)]
    [DataRow("mknod it c 1 3", (int)FileKind.Other)]
    public void Find_says_what_stat_says(string make, int kind)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, $"{make} && chown -h 12:34 it");

        var status = HostFiles.Current.Find(folder.At("it"))!.Value;

        Assert.AreEqual((FileKind)kind, status.Kind);
        Assert.AreEqual(
            Shell.Run(folder.Path, "stat -c '%a %u %g %s %i %Y.%y %Z.%z' it"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Octal(status)} {status.Owner} {status.Group} {status.Size} {status.Id} {Seconds(status.Modified)}.{Text(status.Modified)} {Seconds(status.Changed)}.{Text(status.Changed)}\n"));
    }

    [TestMethod]
    public void Of_an_open_file_is_what_is_found_by_its_path()
    {
        using var folder = new TemporaryFolder();
        folder.Write("it", "hello");
        using var file = HostFiles.Current.Open(folder.At("it"));

        Assert.AreEqual(HostFiles.Current.Find(folder.At("it")), HostFiles.Current.Of(file));
    }

    [TestMethod]
    [DataRow("missing")]
    [DataRow("file/below")]
    public void Find_of_what_is_not_there_is_nothing(string path)
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "x");

        Assert.IsNull(HostFiles.Current.Find(folder.At(path)));
    }

    [TestMethod]
    public void Path_with_a_null_character_is_not_taken_for_what_stands_before_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "x") + "\0more";

        Assert.IsNull(HostFiles.Current.Find(path));
        Assert.IsNull(HostFiles.Current.ReadLink(path));
        Assert.ThrowsExactly<FileNotFoundException>(() => HostFiles.Current.Open(path));
    }

    [TestMethod]
    public void Find_of_a_path_that_the_system_refuses_fails()
    {
        Assert.Throws<IOException>(() => HostFiles.Current.Find("/" + new string('x', 300)));
    }

    [TestMethod]
    public void List_names_everything_once_with_what_is_known_of_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".hidden", "12");
        folder.Write("folder/below", "x");
        Shell.Run(folder.Path, "ln -s folder link");

        var list = HostFiles.Current.List(folder.Path).OrderBy(item => item.Name, StringComparer.Ordinal).Select(item => $"{item.Name} {item.Status.Kind}");

        Assert.AreEqual(".hidden File, folder Directory, link Link", string.Join(", ", list));
    }

    [TestMethod]
    [DataRow("a/b", "real/b")]
    [DataRow("a/b/../c", "real/c")]
    [DataRow("a/up", ".")]
    [DataRow("a/absolute/x", "real/x")]
    [DataRow("missing/x", "missing/x")]
    public void RealPath_follows_every_link(string path, string expected)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "mkdir -p real/b && ln -s real a && ln -s .. real/up && ln -s \"$PWD/a\" real/absolute");

        Assert.AreEqual(Path.GetFullPath(folder.At(expected)), HostFiles.Current.RealPath(folder.At(path)));
    }

    [TestMethod]
    public void RealPath_of_links_that_lead_to_each_other_fails()
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "ln -s b a && ln -s a b");

        Assert.Throws<IOException>(() => HostFiles.Current.RealPath(folder.At("a")));
    }

    [TestMethod]
    public void Portable_host_knows_kinds_sizes_and_times()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "hello");
        Shell.Run(folder.Path, "ln -s nowhere link && mkdir folder");
        var portable = new PortableFiles();

        var file = portable.Find(folder.At("file"))!.Value;

        var known = HostFiles.Current.Find(folder.At("file"))!.Value;
        Assert.AreEqual((FileKind.File, 5L, known.Modified / 100), (file.Kind, file.Size, file.Modified / 100));
        Assert.AreEqual(FileKind.Link, portable.Find(folder.At("link"))!.Value.Kind);
        Assert.AreEqual(FileKind.Directory, portable.Find(folder.At("folder"))!.Value.Kind);
        Assert.IsNull(portable.Find(folder.At("missing")));
        using var open = portable.Open(folder.At("file"));
        Assert.IsTrue(portable.IsUnchanged(file, portable.Of(open)));
    }

    private static string Octal(FileStatus status) => Convert.ToString((int)status.Mode, 8);

    private static long Seconds(long time) => time / 1_000_000_000;

    // As stat(1) writes it: to the nanosecond, which no type of the framework holds.
    private static string Text(long time) => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTimeOffset.FromUnixTimeSeconds(Seconds(time)):yyyy-MM-dd HH:mm:ss}.{time % 1_000_000_000:D9} +0000");
}
