using LambdaImage.Diagnostics;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Layers.Folders;

[TestClass]
public sealed class FolderLayerReaderTests
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [TestMethod]
    public void Read_of_a_folder_sorts_by_name_and_puts_parents_first()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b/z", "x");
        folder.Write("b-a", "x");
        folder.Write("a/c/d", "x");
        folder.Write("B", "x");

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual(". B a a/c a/c/d b b-a b/z", string.Join(' ', layer.Entries.Select(entry => entry.Path)));
    }

    [TestMethod]
    public void Read_of_a_folder_normalises_modes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("bin/tool", "x", Executable);
        folder.Write("secret", "x", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.SetUnixFileMode(folder.At("bin"), Executable | UnixFileMode.GroupWrite);

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual("d 755 .\nd 755 bin\nf 755 bin/tool\nf 644 secret", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_with_modes_of_the_item_takes_them_for_every_file_and_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("bin/tool", "x", Executable);
        folder.Write("data", "x");

        using var layer = LayerSpecs.Read(LayerSpecs.Layer(folder.Path) with { FileMode = 0b100_100_000, DirectoryMode = 0b111_000_000 });

        Assert.AreEqual("d 700 .\nd 700 bin\nf 440 bin/tool\nf 440 data", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_files_knows_their_sizes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("hello", "hello");
        folder.Write("zero", string.Empty);

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual((5, 0), (layer.Entry("hello").Size, layer.Entry("zero").Size));
    }

    [TestMethod]
    public void Read_of_empty_folders_keeps_them()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("empty/inner"));

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual("d 755 .\nd 755 empty\nd 755 empty/inner", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_of_a_folder_with_nothing_in_it_fails_at_the_layer()
    {
        using var folder = new TemporaryFolder();

        var failure = Expect.Failure(DiagnosticCodes.LayerEmpty, () => LayerSpecs.Read(folder.Path));

        Assert.AreEqual(LayerSpecs.Layer(folder.Path).Origin, failure.Origin);
    }

    [TestMethod]
    public void Read_of_names_in_other_scripts_keeps_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("größe 日本 \U0001F600", "x");

        using var layer = LayerSpecs.Read(folder.Path);

        Assert.AreEqual("größe 日本 \U0001F600", layer.Entries[1].Path);
    }

    [TestMethod]
    [DataRow(".wh.a")]
    [DataRow("line\nbreak")]
    public void Read_of_a_name_that_an_image_can_not_hold_fails_at_the_layer(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, "x");

        var failure = Expect.Failure(DiagnosticCodes.InvalidEntryName, () => LayerSpecs.Read(folder.Path));

        Assert.AreEqual("LambdaLayer", failure.Origin?.Element);
    }

    [TestMethod]
    public void Read_of_a_name_that_is_not_utf8_fails()
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, "printf x > \"$(printf 'caf\\351')\"");

        try
        {
            Expect.Failure(DiagnosticCodes.InvalidEntryName, () => LayerSpecs.Read(folder.Path));
        }
        finally
        {
            // The framework can't delete what it can't name.
            Shell.Run(folder.Path, "rm caf*");
        }
    }

    [TestMethod]
    [DataRow("mkfifo special", DisplayName = "pipe")]
    [DataRow("mknod special c 1 3", DisplayName = "device")]
    public void Read_of_what_is_no_file_fails_without_opening_it(string make)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder.Path, make);

        var failure = Expect.Failure(DiagnosticCodes.UnsupportedLayer, () => LayerSpecs.Read(folder.Path));

        Assert.Contains("special", failure.Message);
    }

    [TestMethod]
    public void Read_of_a_socket_fails()
    {
        using var folder = new TemporaryFolder();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(folder.At("special")));

        Expect.Failure(DiagnosticCodes.UnsupportedLayer, () => LayerSpecs.Read(folder.Path));
    }

    [TestMethod]
    public void Read_of_a_folder_given_by_a_link_reads_the_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("real/a", "x");
        Directory.CreateSymbolicLink(folder.At("layer"), folder.At("real"));

        using var layer = LayerSpecs.Read(folder.At("layer"));

        Assert.AreEqual("d 755 .\nf 644 a", LayerSpecs.Describe(layer));
    }

    [TestMethod]
    public void Read_that_is_cancelled_ends()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", "x");

        Assert.ThrowsExactly<OperationCanceledException>(() => LambdaImage.Layers.LayerReader.Read(
            LayerSpecs.Layer(folder.Path),
            new CancellationToken(canceled: true)));
    }
}
