using System.Text;
using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using static LambdaImage.UnitTests.Images.Lint.LintScene;

namespace LambdaImage.UnitTests.Images.Lint;

[TestClass]
public sealed class ContentLintTests
{
    private const int X64 = 62;
    private const int Arm64 = 183;
    private const int X86 = 3;
    private const int RiscV = 243;

    [TestMethod]
    [DataRow("x86_64", X64)]
    [DataRow("arm64", Arm64)]
    public void Check_of_a_binary_for_the_images_architecture_is_silent(string architecture, int machine)
    {
        Assert.IsNull(Check(architecture, "lib/native.so", Elf(machine)));
    }

    [TestMethod]
    [DataRow("x86_64", Arm64)]
    [DataRow("arm64", X64)]
    [DataRow("x86_64", X86)]
    [DataRow("arm64", RiscV)]
    public void Check_of_a_binary_for_another_machine_warns_at_its_layer(string architecture, int machine)
    {
        var warning = Check(architecture, "lib/native.so", Elf(machine));

        Assert.AreEqual((DiagnosticCodes.ForeignBinary, "tools"), (warning?.Descriptor, warning?.Origin?.Include));
        Assert.Contains("'lib/native.so' of 'tools'", warning!.Value.Text);
        Assert.Contains(architecture, warning.Value.Text);
    }

    [TestMethod]
    public void Check_of_a_binary_with_the_other_byte_order_warns()
    {
        var warning = Check("arm64", "lib/native.so", Elf(Arm64, bigEndian: true));

        Assert.AreEqual(DiagnosticCodes.ForeignBinary, warning?.Descriptor);
    }

    [TestMethod]
    public void Check_of_a_file_too_short_for_a_binary_is_silent()
    {
        Assert.IsNull(Check("x86_64", "lib/native.so", Elf(Arm64)[..19]));
    }

    [TestMethod]
    public void Check_of_a_functions_library_for_each_platform_is_silent()
    {
        Assert.IsNull(LintScene.Check(Function(), "x86_64", "runtimes/linux-arm64/native/native.so", Elf(Arm64)));
    }

    [TestMethod]
    public void Check_of_a_program_beside_the_assembly_that_is_started_is_silent()
    {
        Assert.IsNull(LintScene.Check(Function(File("Hello.dll")), "arm64", "Hello", Elf(X64)));
    }

    [TestMethod]
    public void Check_of_a_program_beside_its_assembly_warns_if_the_image_can_start_it()
    {
        var custom = new LayerSpec { Kind = LayerKind.Bootstrap, Name = "bootstrap", Source = new LinkSource("/var/task/Hello", "bootstrap") };
        foreach (var spec in new[] { Plans.Spec with { Layers = [custom] }, Plans.Spec with { EntryPoint = ["/var/task/Hello"] } })
        {
            var warning = LintScene.Check(Function(File("Hello.dll")), spec, "Hello", Elf(Arm64));

            Assert.AreEqual(DiagnosticCodes.ForeignBinary, warning?.Descriptor);
        }
    }

    [TestMethod]
    public void Check_of_a_functions_binary_for_another_machine_warns()
    {
        var warning = LintScene.Check(Function(), "x86_64", "Hello", Elf(Arm64));

        Assert.AreEqual(DiagnosticCodes.ForeignBinary, warning?.Descriptor);
    }

    [TestMethod]
    [DataRow("bootstrap")]
    [DataRow("extensions/logger.sh")]
    public void Check_of_a_script_that_lambda_starts_with_windows_line_ends_warns_at_its_layer(string path)
    {
        var warning = Check("x86_64", path, "#!/bin/sh\r\necho\r\n"u8.ToArray());

        Assert.AreEqual((DiagnosticCodes.WindowsLineEnds, "tools"), (warning?.Descriptor, warning?.Origin?.Include));
        Assert.Contains($"'{path}'", warning!.Value.Text);
    }

    [TestMethod]
    [DataRow("bootstrap", "#!/bin/sh\necho\n")]
    [DataRow("bootstrap", "#!/bin/sh")]
    [DataRow("bootstrap", "echo\r\n")]
    [DataRow("extensions/logger", "#!/usr/bin/env python3\nPK\u0003\u0004 data \r\n data")]
    [DataRow("bin/run.sh", "#!/bin/sh\r\n")]
    [DataRow("extensions/lib/run.sh", "#!/bin/sh\r\n")]
    public void Check_of_a_file_that_linux_can_start_or_lambda_does_not_start_is_silent(string path, string content)
    {
        Assert.IsNull(Check("x86_64", path, Encoding.UTF8.GetBytes(content)));
    }

    private static BuildMessage? Check(string architecture, string path, byte[] head) =>
        LintScene.Check(Layer("tools"), architecture, path, head);

    private static byte[] Elf(int machine, bool bigEndian = false)
    {
        var head = new byte[64];
        "\u007fELF"u8.CopyTo(head);
        head[4] = 2;
        head[5] = bigEndian ? (byte)2 : (byte)1;
        head[bigEndian ? 19 : 18] = (byte)machine;
        return head;
    }
}
