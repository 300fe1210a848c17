namespace LambdaImage.BuildTests.Evaluation;

[TestClass]
public sealed class ArchitecturesTests
{
    private const string Architectures = "<TargetFramework>net10.0</TargetFramework><LambdaArchitectures>x86_64;arm64</LambdaArchitectures>";
    private const string Executable = Architectures + "<OutputType>Exe</OutputType>";

    [TestMethod]
    public void LambdaArchitecture_of_the_build_for_all_is_empty()
    {
        using var project = new EvaluatedProject(Executable + "<RuntimeIdentifier>linux-arm64</RuntimeIdentifier>");

        Assert.AreEqual("", project["LambdaArchitecture"]);
    }

    [TestMethod]
    public void LambdaImage_of_a_project_without_the_list_has_no_suffix()
    {
        using var project = new EvaluatedProject("<TargetFramework>net10.0</TargetFramework><LambdaArchitecture>arm64</LambdaArchitecture>");

        Assert.AreEqual("", project["_LambdaImageTagSuffix"] + project["_LambdaImageDispatches"]);
    }

    [TestMethod]
    public void Build_of_one_architecture_has_a_suffix_and_a_work_folder_of_its_own()
    {
        using var all = new EvaluatedProject(Executable);
        using var one = new EvaluatedProject(Executable, ("LambdaArchitecture", "arm64"), ("_LambdaImageArchitectureBuild", "Portable"));

        Assert.AreEqual("-arm64", one["_LambdaImageTagSuffix"]);
        Assert.EndsWith("/lambdaimage/", all["_LambdaImageWorkFolder"]);
        Assert.EndsWith("/lambdaimage/arm64/", one["_LambdaImageWorkFolder"]);
    }

    [TestMethod]
    [DataRow(Architectures)]
    [DataRow(Architectures + "<RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>", DisplayName = "no function")]
    [DataRow(Executable)]
    public void Project_whose_files_fit_all_architectures_is_published_once(string properties)
    {
        using var project = new EvaluatedProject(properties);

        Assert.AreEqual("Portable", project["_LambdaImageArchitectureBuilds"]);
    }

    [TestMethod]
    [DataRow("<RuntimeIdentifier>linux-x64</RuntimeIdentifier>")]
    [DataRow("<RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>")]
    [DataRow("<PublishReadyToRun>true</PublishReadyToRun>")]
    [DataRow("<PublishAot>true</PublishAot>")]
    [DataRow("<PublishTrimmed>true</PublishTrimmed>")]
    [DataRow("<PublishSingleFile>true</PublishSingleFile>")]
    [DataRow("<SelfContained>true</SelfContained>")]
    [DataRow("<PublishSelfContained>true</PublishSelfContained>")]
    [DataRow("<LambdaRuntime>provided.al2023</LambdaRuntime>")]
    public void Project_whose_files_are_for_one_architecture_is_published_for_each(string properties)
    {
        using var project = new EvaluatedProject(Executable + properties);

        Assert.AreEqual("RuntimeSpecific", project["_LambdaImageArchitectureBuilds"]);
    }

    [TestMethod]
    [DataRow("<RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>", "linux-")]
    [DataRow("<RuntimeIdentifiers>linux-musl-x64;linux-musl-arm64</RuntimeIdentifiers>", "linux-musl-")]
    [DataRow("<RuntimeIdentifier>linux-musl-x64</RuntimeIdentifier>", "linux-musl-")]
    public void Runtime_identifiers_are_of_the_C_library_that_the_project_names(string properties, string prefix)
    {
        using var project = new EvaluatedProject(Executable + properties);

        Assert.AreEqual(prefix, project["_LambdaImageRuntimePrefix"]);
    }

    [TestMethod]
    public void Publish_folder_of_the_project_is_parted_only_if_it_was_set()
    {
        using var standard = new EvaluatedProject(Executable);
        using var set = new EvaluatedProject(Executable + "<PublishDir>out/</PublishDir>");

        Assert.AreEqual("", standard["_LambdaImagePublishFolder"]);
        Assert.AreEqual(set.Project.DirectoryPath + "/out/", set["_LambdaImagePublishFolder"]);
    }
}
