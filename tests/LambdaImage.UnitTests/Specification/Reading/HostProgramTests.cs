using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Reading;

/// <summary>The program that the SDK puts beside an executable's assembly.</summary>
[TestClass]
public sealed class HostProgramTests
{
    private static readonly FunctionFile[] Published =
    [
        new("/src/bin/publish/Hello", "Hello"),
        new("/src/obj/Hello.dll", "Hello.dll"),
        new("/src/obj/Hello.runtimeconfig.json", "Hello.runtimeconfig.json"),
        new("/other/obj/apphost", "Other"),
        new("/src/obj/apphost", "Hello"),
    ];

    [TestMethod]
    [DataRow("Hello")]
    [DataRow("Hello.dll")]
    [DataRow("Hello::Hello.Function::Handle")]
    public void Read_of_a_program_that_dotnet_starts_leaves_out_the_hosts_own(string handler)
    {
        var output = Read(Published, handler);

        Assert.AreEqual("Hello.dll Hello.runtimeconfig.json Other", Names(output));
        Assert.AreEqual("Hello", output.LeftOut.Single());
    }

    [TestMethod]
    public void Read_of_a_program_that_was_published_on_windows_leaves_it_out()
    {
        FunctionFile[] files = [.. Published.Where(file => file.Path != "Hello"), new("/src/obj/apphost.exe", "Hello.exe")];

        Assert.AreEqual("Hello.dll Hello.runtimeconfig.json Other", Names(Read(files, "Hello")));
    }

    [TestMethod]
    public void Read_of_a_program_that_brings_dotnet_keeps_it() =>
        Assert.Contains("Hello ", Names(Read([.. Published, new("/packs/libhostfxr.so", "libhostfxr.so")], "Hello")));

    [TestMethod]
    public void Read_of_a_program_of_the_projects_own_keeps_it() =>
        Assert.Contains("Hello ", Names(Read([.. Published, new("/src/hello.sh", "Hello")], "Hello")));

    [TestMethod]
    public void Read_of_a_native_program_keeps_it() =>
        Assert.AreEqual("Hello", Names(Read([new("/src/obj/native/Hello", "Hello")], "Hello")));

    [TestMethod]
    [DataRow("LambdaBaseImage", "mine:1")]
    [DataRow("LambdaImageEntryPoint", "/var/task/Hello")]
    [DataRow("LambdaRuntime", "provided.al2023")]
    public void Read_of_a_program_on_another_base_keeps_it(string property, string value) =>
        Assert.Contains("Hello ", Names(Read(Published, "Hello", property, value)));

    private static PublishOutputSource Read(FunctionFile[] files, string handler, string property = "Version", string value = "1")
    {
        var inputs = Inputs.Valid.With("AssemblyName", "Hello").With("LambdaImageIncludeFunction", "true").With("LambdaHandler", handler).With(property, value) with { FunctionFiles = files };
        return (PublishOutputSource)ImageSpecReader.Read(inputs).Layers[^1].Source;
    }

    private static string Names(PublishOutputSource output) => string.Join(' ', output.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
}
