using System.Text;
using LambdaImage.Images;
using LambdaImage.Layers;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Images;

[TestClass]
public sealed class EmulatorEntryPointTests
{
    private const string Script = "/var/rapid/entrypoint.sh";

    private static readonly ImageSpec Emulated = Plans.Spec with { Emulator = new(EmulatorMode.Auto, null, ImageReference.Parse("source")), Handler = null };

    private static readonly ImageSpec Custom = Emulated with
    {
        Layers = [new() { Kind = LayerKind.Bootstrap, Name = "bootstrap", Source = new LinkSource("/var/task/Hello", "bootstrap") }],
    };

    [TestMethod]
    public void Base_with_an_entrypoint_runs_it_after_the_script_and_keeps_its_command()
    {
        var run = Apply(Emulated, new() { Entrypoint = ["/run.sh", "-v"], Cmd = ["arg"] });

        Assert.AreEqual($"{Script} /run.sh -v | arg", run);
    }

    [TestMethod]
    public void Base_with_an_entrypoint_keeps_it_for_a_custom_runtime_too()
    {
        Assert.AreEqual($"{Script} /bin/bash | ", Apply(Custom, new() { Entrypoint = ["/bin/bash"] }));
    }

    [TestMethod]
    public void Base_without_an_entrypoint_runs_the_bootstrap_of_a_custom_runtime()
    {
        Assert.AreEqual($"{Script} /var/runtime/bootstrap | Hello", Apply(Custom with { Handler = "Hello" }, new() { Cmd = ["bash"] }));
    }

    [TestMethod]
    public void Base_without_an_entrypoint_runs_the_command()
    {
        Assert.AreEqual($"{Script} | bash", Apply(Emulated, new() { Cmd = ["bash"] }));
    }

    [TestMethod]
    public void Base_that_may_have_no_shell_starts_as_before()
    {
        Assert.AreEqual("/run | arg", Apply(Emulated, new() { Entrypoint = ["/run"], Cmd = ["arg"] }));
        Assert.AreEqual(" | /var/task/app", Apply(Custom with { Handler = "/var/task/app" }, new()));
    }

    [TestMethod]
    public void Base_whose_config_names_a_shell_anywhere_runs_the_script()
    {
        Assert.AreEqual($"{Script} /run | arg", Apply(Emulated, new() { Entrypoint = ["/run"], Cmd = ["arg"], Shell = ["/bin/bash", "-c"] }));
        Assert.AreEqual($"{Script} /run | sh", Apply(Emulated, new() { Entrypoint = ["/run"], Cmd = ["sh"] }));
    }

    [TestMethod]
    public void Base_without_an_entrypoint_runs_the_script_for_a_handler_that_is_no_program()
    {
        Assert.AreEqual($"{Script} /var/runtime/bootstrap | Hello", Apply(Custom with { Handler = "Hello" }, new() { Cmd = ["python3"] }));
    }

    [TestMethod]
    public void Entrypoint_of_the_project_is_the_images()
    {
        Assert.AreEqual("/own | ", Apply(Custom with { EntryPoint = ["/own"] }, new() { Entrypoint = ["/run"], Cmd = ["arg"] }));
    }

    [TestMethod]
    [DataRow("/lambda-entrypoint.sh")]
    [DataRow("/usr/local/bin/aws-lambda-rie")]
    [DataRow(Script)]
    public void Base_that_starts_an_emulator_keeps_its_entrypoint(string entrypoint)
    {
        var always = Custom with { Emulator = Custom.Emulator! with { Mode = EmulatorMode.Always } };

        Assert.AreEqual($"{entrypoint} | arg", Apply(always, new() { Entrypoint = [entrypoint], Cmd = ["arg"] }));
    }

    [TestMethod]
    public void Project_without_an_emulator_keeps_the_bases_entrypoint()
    {
        Assert.AreEqual("/run | ", Apply(Custom with { Emulator = null }, new() { Entrypoint = ["/run"] }));
    }

    [TestMethod]
    public void Script_is_an_executable_file_beside_the_emulator()
    {
        using var folder = new TemporaryFolder();

        using var layer = ImagePlanner.ReadEmulator(folder.Write("rie", "emulator"), CancellationToken.None);

        Assert.AreEqual("var/rapid/aws-lambda-rie 493, var/rapid/entrypoint.sh 493", string.Join(", ", layer.FromRoot()
            .Where(entry => entry.Kind == EntryKind.File).Select(entry => $"{entry.Path} {entry.Mode}")));
    }

    [TestMethod]
    [DataRow("", "emulator of a b c")]
    [DataRow("127.0.0.1:9001", "a of b c")]
    public void Script_starts_the_emulator_outside_lambda_and_its_arguments_inside(string api, string started)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", "#!/bin/sh\necho a of \"$@\"\n", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        folder.Write("rie", "#!/bin/sh\nshift; echo emulator of a \"$@\"\n", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var script = Read(EmulatorScript.Entry).Replace("/var/rapid/aws-lambda-rie", folder.At("rie"), StringComparison.Ordinal);
        folder.Write("entrypoint.sh", script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var output = Shell.Run(folder.Path, $"AWS_LAMBDA_RUNTIME_API={api} ./entrypoint.sh ./a b c");

        Assert.AreEqual(started, output.Trim());
    }

    private static string Read(LayerEntry file)
    {
        using var content = file.Content!.Open();
        var bytes = new byte[file.Size];
        Assert.AreEqual(bytes.Length, content.Read(bytes));
        return Encoding.UTF8.GetString(bytes);
    }

    private static string Apply(ImageSpec spec, ContainerConfig container)
    {
        var run = ConfigChanges.Of(spec).ApplyTo(container);
        return $"{string.Join(' ', run.Entrypoint)} | {string.Join(' ', run.Cmd)}";
    }
}
