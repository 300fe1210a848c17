using LambdaImage.Layers;
using LambdaImage.Layers.Elf;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Images.Lint;

namespace LambdaImage.UnitTests.Layers.Elf;

[TestClass]
public sealed class ElfReaderTests
{
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";

    [TestMethod]
    [DataRow("x86_64", 0)]
    [DataRow("arm64", 300_000)]
    public void Read_finds_what_a_program_needs(string architecture, int codeLength)
    {
        var elf = new DynamicElf { Architecture = architecture, Loader = Loader, Versions = ["GLIBC_2.9", "GLIBC_2.34", "GLIBC_2.2.5"], CodeLength = codeLength };

        var needs = Read(elf.Write())!;

        Assert.AreEqual((true, Loader, new Version(2, 34), "libc.so.6"), (needs.IsProgram, needs.Loader, needs.Glibc, string.Join(' ', needs.Libraries)));
    }

    [TestMethod]
    public void Read_finds_that_a_library_is_no_program()
    {
        var needs = Read(new DynamicElf { Library = "libc.musl-x86_64.so.1" }.Write())!;

        Assert.AreEqual((false, null, null, "libc.musl-x86_64.so.1"), (needs.IsProgram, needs.Loader, needs.Glibc, string.Join(' ', needs.Libraries)));
    }

    [TestMethod]
    [DataRow("GLIBC_ABI_DT_RELR", "2.36")]
    [DataRow("GLIBC_2.3.4", "2.3")]
    [DataRow("GLIBC_PRIVATE", null)]
    [DataRow("GLIBCXX_3.4.30", null)]
    [DataRow("GLIBC_2", null)]
    public void Read_knows_the_names_of_glibcs_versions(string name, string? version) =>
        Assert.AreEqual(version, Read(new DynamicElf { Versions = [name] }.Write())!.Glibc?.ToString());

    [TestMethod]
    public void Read_counts_no_version_that_the_loader_does_without() =>
        Assert.IsNull(Read(new DynamicElf { Versions = ["GLIBC_2.38"], IsWeak = true }.Write())!.Glibc);

    [TestMethod]
    public void Read_of_what_only_begins_like_a_program_finds_nothing() => Assert.IsNull(Read(ElfFile.For("x86_64")[..40]));

    // Each read is at a place that the file itself tells.
    [TestMethod]
    public void Read_of_any_damaged_file_ends()
    {
        var bytes = new DynamicElf { Loader = Loader, Versions = ["GLIBC_2.34"] }.Write();
        var random = new Random(11);
        for (var round = 0; round < 2000; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                damaged[random.Next(5, damaged.Length)] = (byte)(random.Next(3) == 0 ? 0xff : random.Next(256));
            }

            Read(damaged[..random.Next(64, damaged.Length + 1)]);
        }
    }

    [TestMethod]
    public void Read_of_real_files_finds_what_they_need()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        var library = ReadFile(Path.Combine(runtime, "libcoreclr.so"))!;
        var program = ReadFile(Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet")))!;

        Assert.IsFalse(library.IsProgram);
        Assert.Contains("libc.so.6", library.Libraries);
        Assert.IsTrue(library.Glibc >= new Version(2, 14), $"{library.Glibc}");
        Assert.StartsWith("/lib", program.Loader!);
        Assert.IsTrue(program.IsProgram);
    }

    private static ElfNeeds? Read(byte[] bytes) => new ElfReader(LintScene.Content(bytes), bytes.Length).Read();

    private static ElfNeeds? ReadFile(string path)
    {
        var entry = FileOnDisk.Entry(FileState.Of(path), "file", EntryMode.Plain);
        return new ElfReader(entry.Content!, entry.Size).Read();
    }
}
