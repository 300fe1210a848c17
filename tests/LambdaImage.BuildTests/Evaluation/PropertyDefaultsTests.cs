using LambdaImage.Oci;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Evaluation;

[TestClass]
public sealed class PropertyDefaultsTests
{
    private const string Library = "<TargetFramework>net10.0</TargetFramework>";
    private const string Executable = Library + "<OutputType>Exe</OutputType>";

    [TestMethod]
    [DataRow("LambdaImageEnabled", "true")]
    [DataRow("LambdaImageOnPublish", "false")]
    [DataRow("LambdaImageForceBuild", "false")]
    [DataRow("LambdaPackageType", "Zip")]
    [DataRow("LambdaRuntime", "dotnet10")]
    [DataRow("LambdaArchitecture", "x86_64")]
    [DataRow("LambdaBaseImage", "")]
    [DataRow("LambdaBaseImageRegistry", "public.ecr.aws/lambda")]
    [DataRow("LambdaHandler", "")]
    [DataRow("LambdaImageIncludeFunction", "false")]
    [DataRow("LambdaImageRepository", "sample")]
    [DataRow("LambdaImageTag", "latest")]
    [DataRow("LambdaImageTags", "")]
    [DataRow("LambdaImagePullPolicy", "Missing")]
    [DataRow("LambdaImageStrategy", "Auto")]
    [DataRow("LambdaImageCreated", "Reproducible")]
    [DataRow("LambdaImageArchivePath", "")]
    [DataRow("LambdaImageDockerHost", "")]
    [DataRow("LambdaImageEngineTimeout", "")]
    [DataRow("LambdaImageCredentialTimeout", "")]
    [DataRow("LambdaRie", "Auto")]
    [DataRow("LambdaRiePath", "")]
    [DataRow("LambdaImageProjectId", "")]
    public void Library_default_is(string property, string value)
    {
        using var project = new EvaluatedProject(Library);

        Assert.AreEqual(value, project[property]);
    }

    [TestMethod]
    [DataRow("LambdaRuntime", "dotnet10")]
    [DataRow("LambdaHandler", "Sample")]
    [DataRow("LambdaImageIncludeFunction", "true")]
    [DataRow("LambdaImageRepository", "sample")]
    public void Executable_default_is(string property, string value)
    {
        using var project = new EvaluatedProject(Executable);

        Assert.AreEqual(value, project[property]);
    }

    [TestMethod]
    [DataRow("LambdaHandler", "Other.Name")]
    [DataRow("LambdaImageRepository", "other.name")]
    public void AssemblyName_set_names_the_handler_and_the_repository(string property, string value)
    {
        using var project = new EvaluatedProject(Executable + "<AssemblyName>Other.Name</AssemblyName>");

        Assert.AreEqual(value, project[property]);
    }

    [TestMethod]
    [DataRow("My Project", "my-project")]
    [DataRow("Größe", "gro-e")]
    [DataRow("Café.Menü", "cafe.menu")]
    [DataRow("_Hello_", "hello")]
    [DataRow("A..B", "a-b")]
    [DataRow("A__B", "a__b")]
    [DataRow("A___B", "a-b")]
    [DataRow("A--B", "a--b")]
    [DataRow("A-.B", "a-b")]
    [DataRow("A.B_C-D1", "a.b_c-d1")]
    [DataRow("C#", "c")]
    [DataRow("bootstrap", "sample")]
    [DataRow("Bootstrap", "sample")]
    [DataRow("_bootstrap", "sample")]
    [DataRow("bootstrap2", "bootstrap2")]
    [DataRow("関数", "sample")]
    public void LambdaImageRepository_default_is_a_valid_name_and_never_bootstrap(string assembly, string repository)
    {
        using var project = new EvaluatedProject(Library + $"<AssemblyName>{assembly}</AssemblyName>");

        Assert.AreEqual(repository, project["LambdaImageRepository"]);
        Assert.AreEqual(repository, ImageReference.Parse(repository).Repository);
    }

    [TestMethod]
    [DataRow("bootstrap", "My Function", "my-function")]
    [DataRow("Bootstrap", "bootstrap", "lambda-function")]
    [DataRow("bootstrap", "関数", "lambda-function")]
    [DataRow("Hello", "bootstrap", "hello")]
    public void LambdaImageRepository_default_of_a_project_called_bootstrap_too_is_its_folder(string project, string folder, string repository)
    {
        using var evaluated = new EvaluatedProject(Library, project, folder);

        Assert.AreEqual(repository, evaluated["LambdaImageRepository"]);
    }

    [TestMethod]
    [DataRow("LambdaImageIncludeFunction", "true")]
    [DataRow("LambdaRuntime", "dotnet10")]
    [DataRow("LambdaHandler", "")]
    public void Library_of_project_type_Lambda_default_is(string property, string value)
    {
        using var project = new EvaluatedProject(Library + "<AWSProjectType>Lambda</AWSProjectType>");

        Assert.AreEqual(value, project[property]);
    }

    [TestMethod]
    public void Library_of_another_project_type_includes_no_function()
    {
        using var project = new EvaluatedProject(Library + "<AWSProjectType>CloudFormation</AWSProjectType>");

        Assert.AreEqual("false", project["LambdaImageIncludeFunction"]);
    }

    [TestMethod]
    [DataRow("LambdaImageEnabled", "false")]
    [DataRow("LambdaImageOnPublish", "true")]
    [DataRow("LambdaImageForceBuild", "true")]
    [DataRow("LambdaPackageType", "Image")]
    [DataRow("LambdaRuntime", "provided.al2")]
    [DataRow("LambdaArchitecture", "arm64")]
    [DataRow("LambdaBaseImage", "registry.example/base:1")]
    [DataRow("LambdaBaseImageRegistry", "registry.example:5000/lambda")]
    [DataRow("LambdaHandler", "Sample::Space.Type::Method")]
    [DataRow("LambdaImageIncludeFunction", "false")]
    [DataRow("LambdaImageRepository", "registry.example/team/image")]
    [DataRow("LambdaImageTag", "1.2.3")]
    [DataRow("LambdaImageTags", "1;1.2")]
    [DataRow("LambdaImagePullPolicy", "Never")]
    [DataRow("LambdaImageStrategy", "Dockerfile")]
    [DataRow("LambdaImageCreated", "2026-11-25")]
    [DataRow("LambdaImageDockerHost", "tcp://127.0.0.1:2375")]
    [DataRow("LambdaImageEngineTimeout", "30")]
    [DataRow("LambdaImageCredentialTimeout", "0")]
    [DataRow("LambdaRie", "Always")]
    [DataRow("LambdaRiePath", "tools/rie")]
    public void Property_set_in_the_project_stays(string property, string value)
    {
        using var project = new EvaluatedProject($"{Executable}<{property}>{value}</{property}>");

        Assert.AreEqual(value, project[property]);
    }

    [TestMethod]
    public void LambdaImageTags_set_leaves_the_single_tag_out()
    {
        using var project = new EvaluatedProject(Library + "<LambdaImageTags>1;1.2</LambdaImageTags>");

        Assert.AreEqual("", project["LambdaImageTag"]);
    }

    [TestMethod]
    public void Work_folder_stands_under_the_intermediate_output()
    {
        using var project = new EvaluatedProject(Library);

        var intermediate = project["IntermediateOutputPath"].Replace('\\', '/');
        var expected = $"{project.Project.DirectoryPath}/{intermediate}lambdaimage/";

        Assert.AreEqual(expected, project["_LambdaImageWorkFolder"]);
    }

    [TestMethod]
    public void Tasks_are_loaded_from_the_package()
    {
        using var project = new EvaluatedProject(Library);

        var tasks = Path.GetFullPath(project["_LambdaImageTasksAssembly"]);

        Assert.AreEqual(RepositoryFolder.At("tools/net10.0/LambdaImage.Tasks.dll"), tasks);
    }
}
