using System.Text;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.LayerVersions;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Caching;

namespace LambdaImage.UnitTests.LayerVersions;

[TestClass]
public sealed class LayerVersionLockTests
{
    private const string Arn = LayerWorkspace.Arn;
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string OtherHash = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

    public static IEnumerable<string> DamagedFiles =>
    [
        "",
        " ",
        "null",
        "[]",
        "{",
        "{}",
        "\u0000",
        "{\"version\":1}",
        "{\"layers\":{}}",
        "{\"version\":2,\"layers\":{}}",
        "{\"version\":\"1\",\"layers\":{}}",
        "{\"version\":1e99,\"layers\":{}}",
        "{\"version\":1,\"layers\":[]}",
        "{\"version\":1,\"layers\":{},}",
        "{\"version\":1,\"layers\":{}} trailing",
        "<<<<<<< HEAD\n{\"version\":1,\"layers\":{}}\n=======\n>>>>>>> branch",
        Pinning("../../etc/passwd", Hash),
        Pinning("/etc/passwd", Hash),
        Pinning("", Hash),
        Pinning(" ", Hash),
        Pinning("arn:aws:lambda:eu-west-1:123456789012:layer:shared:7\\n", Hash),
        Pinning("arn:aws:lambda:eu-west-1:123456789012:layer:sha\\\"red:7", Hash),
        Pinning("arn:aws:lambda:eu-west-1:123456789012:layer:caf\u00e9:7", Hash),
        Pinning("arn:aws:lambda:eu-west-1:123456789012:layer:cafe\u0301:7", Hash),
        Pinning("arn:aws:lambda:eu-west-1:123456789012:layer:sha\\u0000red:7", Hash),
        Pinning("arn:aws:lambda:eu-west-1:123456789012:function:shared:7", Hash),
        Pinning("arn:aws:lambda:eu-west-1:123456789012:layer:" + new string('x', 100_000) + ":7", Hash),
        Pinning(Arn, ""),
        Pinning(Arn, "../../../../../../../../../../../../../../../../../../etc/passwd"),
        Pinning(Arn, Hash.ToUpperInvariant()),
        Pinning(Arn, Hash[1..]),
        Pinning(Arn, Hash + "0"),
        Pinning(Arn, Hash[1..] + "\\n"),
        $$"""{"version":1,"layers":{"{{Arn}}":null} }""",
        $$"""{"version":1,"layers":{"{{Arn}}":{"sha256":"{{Hash}}"} } }""",
        $$"""{"version":1,"layers":{"{{Arn}}":"{{Hash}}","{{Arn}}":"{{OtherHash}}"} }""",
        new('[', 10_000),
        Pinning(Arn, Hash) + new string(' ', 1024 * 1024),
    ];

    [TestMethod]
    public void Missing_file_pins_nothing()
    {
        using var folder = new TemporaryFolder();

        var pins = new LayerVersionLock(folder.At("lock.json")).Read();

        Assert.IsEmpty(pins);
    }

    [TestMethod]
    public void Pins_are_written_sorted_and_with_the_same_bytes_everywhere()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("lambda-layers.lock.json");

        new LayerVersionLock(path).Add(new Dictionary<string, string> { [LayerWorkspace.OtherArn] = OtherHash, [Arn] = Hash });

        const string Expected = $$"""
            {
              "version": 1,
              "layers": {
                "{{Arn}}": "{{Hash}}",
                "{{LayerWorkspace.OtherArn}}": "{{OtherHash}}"
              }
            }

            """;
        CollectionAssert.AreEqual(Encoding.UTF8.GetBytes(Expected.ReplaceLineEndings("\n")), File.ReadAllBytes(path));
    }

    [TestMethod]
    public void Pins_are_read_as_written()
    {
        using var folder = new TemporaryFolder();
        var file = new LayerVersionLock(folder.At("lock.json"));

        file.Add(new Dictionary<string, string> { [Arn] = Hash });

        Assert.AreEqual(Hash, file.Read()[Arn]);
    }

    [TestMethod]
    public void Pins_are_added_to_those_that_are_there()
    {
        using var folder = new TemporaryFolder();
        var file = new LayerVersionLock(folder.At("lock.json"));
        file.Add(new Dictionary<string, string> { [Arn] = Hash });

        file.Add(new Dictionary<string, string> { [LayerWorkspace.OtherArn] = OtherHash });

        Assert.HasCount(2, file.Read());
    }

    [TestMethod]
    public void File_that_holds_the_pins_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("lock.json", Pinning(Arn, Hash).ReplaceLineEndings("\r\n"));
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        new LayerVersionLock(path).Add(new Dictionary<string, string> { [Arn] = Hash });

        Assert.AreEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
    }

    [TestMethod]
    public void Byte_order_mark_is_ignored()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("lock.json", "\ufeff" + Pinning(Arn, Hash));

        var pins = new LayerVersionLock(path).Read();

        Assert.AreEqual(Hash, pins[Arn]);
    }

    [TestMethod]
    public void Pin_is_never_replaced()
    {
        using var folder = new TemporaryFolder();
        var file = new LayerVersionLock(folder.At("lock.json"));
        file.Add(new Dictionary<string, string> { [Arn] = Hash });

        var failure = Assert.ThrowsExactly<LambdaImageException>(() => file.Add(new Dictionary<string, string> { [Arn] = OtherHash }));

        Assert.AreEqual(DiagnosticCodes.LayerVersionChanged, failure.Descriptor);
        Assert.AreEqual(Hash, file.Read()[Arn]);
    }

    [TestMethod]
    public void Writers_at_the_same_time_lose_no_pin()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("lock.json");

        Parallel.For(1, 33, version => new LayerVersionLock(path).Add(new Dictionary<string, string> { [$"{Arn}{version}"] = Hash }));

        Assert.HasCount(32, new LayerVersionLock(path).Read());
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DynamicData(nameof(DamagedFiles))]
    public void Damaged_file_is_refused_with_its_place(string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("lock.json", content);

        var failure = Assert.ThrowsExactly<LambdaImageException>(() => new LayerVersionLock(path).Read());

        Assert.AreEqual(DiagnosticCodes.InvalidLayerLock, failure.Descriptor);
        Assert.AreEqual(path, failure.Location?.File);
        Assert.DoesNotContain(char.IsControl, failure.Message);
    }

    [TestMethod]
    public void Damaged_file_is_refused_with_its_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("lock.json", "{\n  \"version\": 1,\n  oops\n}\n");

        var failure = Assert.ThrowsExactly<LambdaImageException>(() => new LayerVersionLock(path).Read());

        Assert.AreEqual(3, failure.Location?.Line);
    }

    [TestMethod]
    public void File_that_is_not_UTF8_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("lock.json", [0xC3, 0x28]);

        var failure = Assert.ThrowsExactly<LambdaImageException>(() => new LayerVersionLock(path).Read());

        Assert.AreEqual(DiagnosticCodes.InvalidLayerLock, failure.Descriptor);
    }

    [TestMethod]
    public void Builds_that_write_the_drive_in_upper_and_in_lower_case_share_a_mutex()
    {
        Assert.AreEqual(new LayerVersionLock(@"C:\Repo\lock.json").MutexName, new LayerVersionLock(@"c:\repo\lock.json").MutexName);
        Assert.AreNotEqual(new LayerVersionLock(@"C:\repo\lock.json").MutexName, new LayerVersionLock(@"D:\repo\lock.json").MutexName);
    }

    [TestMethod]
    public void File_that_another_process_reads_for_a_moment_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var file = new LayerVersionLock(folder.At("lock.json"));
        file.Add(new Dictionary<string, string> { [Arn] = Hash });
        var denied = 0;
        FaultyDisk.Insert(step => step.Operation == DiskOperation.Rename && denied++ < 2 ? new UnauthorizedAccessException("denied") : null);

        file.Add(new Dictionary<string, string> { [LayerWorkspace.OtherArn] = OtherHash });

        Assert.HasCount(2, file.Read());
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void File_that_can_not_be_written_has_its_code_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("lock.json"));

        var failure = Assert.ThrowsExactly<LambdaImageException>(
            () => new LayerVersionLock(folder.At("lock.json")).Add(new Dictionary<string, string> { [Arn] = Hash }));

        Assert.AreEqual(DiagnosticCodes.LayerLockUnusable, failure.Descriptor);
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    private static string Pinning(string arn, string hash) => $$"""
        {
          "version": 1,
          "layers": {
            "{{arn}}": "{{hash}}"
          }
        }

        """;
}
