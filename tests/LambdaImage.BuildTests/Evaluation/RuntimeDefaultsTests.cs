namespace LambdaImage.BuildTests.Evaluation;

[TestClass]
public sealed class RuntimeDefaultsTests
{
    private const string Executable = "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>";

    [TestMethod]
    [DataRow("net6.0", "dotnet6")]
    [DataRow("net8.0", "dotnet8")]
    [DataRow("net9.0", "dotnet9")]
    [DataRow("net10.0", "dotnet10")]
    [DataRow("net10.0-windows", "dotnet10")]
    public void LambdaRuntime_by_default_follows_the_target_framework(string framework, string runtime)
    {
        using var project = new EvaluatedProject($"<TargetFramework>{framework}</TargetFramework>");

        Assert.AreEqual(runtime, project["LambdaRuntime"]);
    }

    [TestMethod]
    [DataRow("netstandard2.0")]
    [DataRow("net48")]
    public void LambdaRuntime_of_a_framework_without_one_is_empty(string framework)
    {
        using var project = new EvaluatedProject($"<TargetFramework>{framework}</TargetFramework>");

        Assert.AreEqual("", project["LambdaRuntime"]);
    }

    [TestMethod]
    [DataRow("<PublishAot>true</PublishAot>")]
    [DataRow("<SelfContained>true</SelfContained><RuntimeIdentifier>linux-x64</RuntimeIdentifier>")]
    [DataRow("<PublishSelfContained>true</PublishSelfContained><RuntimeIdentifier>linux-x64</RuntimeIdentifier>")]
    public void LambdaRuntime_of_an_executable_that_brings_its_own_is_custom(string properties)
    {
        using var project = new EvaluatedProject(Executable + properties);

        Assert.AreEqual("provided.al2023", project["LambdaRuntime"]);
    }

    [TestMethod]
    [DataRow("<PublishAot>false</PublishAot>")]
    [DataRow("<SelfContained>false</SelfContained><RuntimeIdentifier>linux-x64</RuntimeIdentifier>")]
    [DataRow("<RuntimeIdentifier>linux-x64</RuntimeIdentifier>")]
    public void LambdaRuntime_of_an_executable_that_brings_none_is_managed(string properties)
    {
        using var project = new EvaluatedProject(Executable + properties);

        Assert.AreEqual("dotnet10", project["LambdaRuntime"]);
    }

    [TestMethod]
    public void LambdaRuntime_of_a_library_made_for_NativeAOT_is_managed()
    {
        using var project = new EvaluatedProject("<TargetFramework>net10.0</TargetFramework><PublishAot>true</PublishAot>");

        Assert.AreEqual("dotnet10", project["LambdaRuntime"]);
    }

    [TestMethod]
    public void LambdaHandler_of_a_native_executable_is_its_name()
    {
        using var project = new EvaluatedProject(Executable + "<PublishAot>true</PublishAot>");

        Assert.AreEqual("Sample", project["LambdaHandler"]);
    }

    [TestMethod]
    [DataRow("linux-x64", "x86_64")]
    [DataRow("linux-arm64", "arm64")]
    [DataRow("linux-musl-arm64", "arm64")]
    [DataRow("linux-musl-x64", "x86_64")]
    public void LambdaArchitecture_by_default_follows_the_runtime_identifier(string identifier, string architecture)
    {
        using var project = new EvaluatedProject($"{Executable}<RuntimeIdentifier>{identifier}</RuntimeIdentifier>");

        Assert.AreEqual(architecture, project["LambdaArchitecture"]);
    }

    [TestMethod]
    public void LambdaArchitecture_follows_a_runtime_identifier_of_the_command_line()
    {
        using var project = new EvaluatedProject(Executable, ("RuntimeIdentifier", "linux-arm64"));

        Assert.AreEqual("arm64", project["LambdaArchitecture"]);
    }
}
