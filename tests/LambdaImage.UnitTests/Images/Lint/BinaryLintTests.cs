using LambdaImage.Lambda;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Images.Lint;

/// <summary>Programs and libraries that AWS's base images can't load.</summary>
[TestClass]
public sealed class BinaryLintTests
{
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";
    private const string NewerGlibc = "LAMBDAIMAGE5037";
    private const string MissingLoader = "LAMBDAIMAGE5038";
    private const string NotExecutable = "LAMBDAIMAGE5039";

    private static readonly ImageSpec Spec = Plans.Spec with { Glibc = new(2, 34), Layers = [LintScene.Layer("tools").Spec] };

    [TestMethod]
    [DataRow("GLIBC_2.34", null)]
    [DataRow("GLIBC_2.4", null)]
    [DataRow("GLIBC_2.35", NewerGlibc)]
    [DataRow("GLIBC_ABI_DT_RELR", NewerGlibc)]
    public void Check_of_a_binary_warns_if_it_needs_a_newer_glibc(string version, string? code)
    {
        Assert.AreEqual(code, Check("bin/tool", new DynamicElf { Loader = Loader, Versions = [version] }));
        Assert.AreEqual(code, Check("lib/native.so", new DynamicElf { Versions = [version] }));
    }

    [TestMethod]
    public void Check_of_a_newer_glibc_names_both_versions()
    {
        var warning = LintScene.Check(LintScene.Layer("tools"), Spec, "bin/tool", new DynamicElf { Loader = Loader, Versions = ["GLIBC_2.38"] }.Write())!.Value;

        Assert.StartsWith("'bin/tool' of 'tools' needs glibc 2.38, and the base image 127.0.0.1:5000/lambda/dotnet:10-x86_64 has 2.34, so it will not start.", warning.Text);
        Assert.AreEqual("tools", warning.Origin!.Include);
    }

    [TestMethod]
    [DataRow(Loader, null)]
    [DataRow("/usr/lib64/ld-linux-x86-64.so.2", null)]
    [DataRow("/opt/lib/ld-linux-x86-64.so.2", null)]
    [DataRow("/lib/ld-musl-x86_64.so.1", MissingLoader)]
    [DataRow("/lib/ld-linux-aarch64.so.1", MissingLoader)]
    [DataRow("/nix/store/abc-glibc-2.40/lib/ld-linux-x86-64.so.2", MissingLoader)]
    public void Check_of_a_program_warns_if_the_base_lacks_its_loader(string loader, string? code) =>
        Assert.AreEqual(code, Check("bin/tool", new DynamicElf { Loader = loader }));

    [TestMethod]
    public void Check_of_a_library_for_musl_warns() => Assert.AreEqual("LAMBDAIMAGE5038", Check("lib/native.so", new DynamicElf { Library = "libc.musl-x86_64.so.1" }));

    [TestMethod]
    public void Check_of_a_program_for_arm64_knows_its_loader()
    {
        var elf = new DynamicElf { Architecture = "arm64", Loader = "/lib/ld-linux-aarch64.so.1" };

        Assert.IsNull(LintScene.Check(LintScene.Layer("tools"), Spec with { Architecture = LambdaArchitecture.Arm64 }, "bin/tool", elf.Write()));
    }

    [TestMethod]
    public void Check_on_a_base_whose_glibc_is_not_known_is_silent() =>
        Assert.IsNull(LintScene.Check(LintScene.Layer("tools"), Plans.Spec, "bin/tool", new DynamicElf { Loader = "/nix/ld", Versions = ["GLIBC_2.99"] }.Write()));

    [TestMethod]
    [DataRow("runtimes/linux-x64/native/native.so", NewerGlibc)]
    [DataRow("runtimes/linux-musl-x64/native/native.so", null)]
    [DataRow("runtimes/linux-arm64/native/native.so", null)]
    public void Check_of_a_function_looks_at_what_NET_takes_on_Lambda(string path, string? code) =>
        Assert.AreEqual(code, LintScene.Check(LintScene.Function(), Spec, path, new DynamicElf { Versions = ["GLIBC_2.38"] }.Write())?.Descriptor!.Code);

    [TestMethod]
    [DataRow("tool", EntryMode.Plain, "LAMBDAIMAGE5039")]
    [DataRow("tool", EntryMode.Executable, null)]
    public void Check_of_a_functions_program_warns_if_it_is_not_executable(string path, int mode, string? code) =>
        Assert.AreEqual(code, LintScene.Check(LintScene.Function(), Spec, path, new DynamicElf { Loader = Loader }.Write(), mode)?.Descriptor!.Code);

    [TestMethod]
    public void Check_of_a_functions_library_does_not_want_it_executable() =>
        Assert.IsNull(LintScene.Check(LintScene.Function(), Spec, "native.so", new DynamicElf().Write(), EntryMode.Plain));

    [TestMethod]
    [DataRow("tool.sh", EntryMode.Plain, NotExecutable)]
    [DataRow("bin/tool", EntryMode.Plain, NotExecutable)]
    [DataRow("tool.sh", EntryMode.Executable, null)]
    [DataRow("tool.py", EntryMode.Plain, null)]
    public void Check_of_a_functions_script_warns_if_it_is_not_executable(string path, int mode, string? code) =>
        Assert.AreEqual(code, LintScene.Check(LintScene.Function(), Spec, path, "#!/bin/sh\n"u8.ToArray(), mode)?.Descriptor!.Code);

    [TestMethod]
    public void Check_of_a_layers_script_does_not_want_it_executable() =>
        Assert.IsNull(LintScene.Check(LintScene.Layer("tools"), Spec, "bin/tool", "#!/bin/sh\n"u8.ToArray(), EntryMode.Plain));

    private static string? Check(string path, DynamicElf elf) => LintScene.Check(LintScene.Layer("tools"), Spec, path, elf.Write())?.Descriptor!.Code;
}
