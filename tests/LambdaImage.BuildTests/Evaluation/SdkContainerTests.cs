namespace LambdaImage.BuildTests.Evaluation;

/// <summary>What the SDK's properties for containers mean with <c>LambdaImageReplaceSdkContainer</c>.</summary>
[TestClass]
public sealed class SdkContainerTests
{
    private const string Executable = "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType>";
    private const string Replaces = Executable + "<LambdaImageReplaceSdkContainer>true</LambdaImageReplaceSdkContainer>";
    private const string File = "LambdaImage.SdkContainer.targets";

    [TestMethod]
    [DataRow("<ContainerRepository>Team/Hello World</ContainerRepository>", "LambdaImageRepository", "team/hello-world")]
    [DataRow("<ContainerImageName>hello</ContainerImageName>", "LambdaImageRepository", "hello")]
    [DataRow("<ContainerRegistry>ghcr.io</ContainerRegistry>", "LambdaImageRepository", "ghcr.io/sample")]
    [DataRow("<ContainerRegistry>ghcr.io/</ContainerRegistry><ContainerRepository>hello</ContainerRepository>", "LambdaImageRepository", "ghcr.io/hello")]
    [DataRow("<ContainerRegistry>ghcr.io</ContainerRegistry>", "LambdaImagePush", "true")]
    [DataRow("<ContainerRegistry>ghcr.io</ContainerRegistry><RegistryUrl>other.example</RegistryUrl>", "LambdaImageRepository", "other.example/sample")]
    [DataRow("<ContainerImageTag>1</ContainerImageTag>", "LambdaImageTag", "1")]
    [DataRow("<ContainerImageTag>1</ContainerImageTag><PublishImageTag>2</PublishImageTag>", "LambdaImageTag", "2")]
    [DataRow("<ContainerImageTags>1;1.2</ContainerImageTags>", "LambdaImageTags", "1;1.2")]
    [DataRow("<ContainerImageTags>1;1.2</ContainerImageTags>", "LambdaImageTag", "")]
    [DataRow("<ContainerBaseImage>ghcr.io/base:1</ContainerBaseImage>", "LambdaBaseImage", "ghcr.io/base:1")]
    [DataRow("<ContainerRuntimeIdentifier>linux-arm64</ContainerRuntimeIdentifier>", "LambdaArchitecture", "arm64")]
    [DataRow("<ContainerRuntimeIdentifier>linux-musl-x64</ContainerRuntimeIdentifier><RuntimeIdentifier>linux-arm64</RuntimeIdentifier>", "LambdaArchitecture", "x86_64")]
    [DataRow("<ContainerRuntimeIdentifiers>linux-x64; linux-arm64</ContainerRuntimeIdentifiers>", "LambdaArchitectures", "x86_64; arm64")]
    [DataRow("<ContainerRuntimeIdentifiers>linux-x64;linux-arm64</ContainerRuntimeIdentifiers><ContainerRuntimeIdentifier>linux-x64</ContainerRuntimeIdentifier>", "LambdaArchitectures", "")]
    [DataRow("<ContainerImageFormat>OCI</ContainerImageFormat>", "LambdaImageArchiveFormat", "OCI")]
    [DataRow("<ContainerUser>app</ContainerUser>", "LambdaImageUser", "app")]
    [DataRow("<ContainerWorkingDirectory>/app/</ContainerWorkingDirectory>", "LambdaImageWorkingDirectory", "/app")]
    [DataRow("<ContainerWorkingDirectory>/</ContainerWorkingDirectory>", "LambdaImageWorkingDirectory", "/")]
    [DataRow("<PublishProfile>DefaultContainer</PublishProfile>", "LambdaImageOnPublish", "true")]
    public void Property_of_the_SDK_counts(string properties, string name, string value)
    {
        using var project = new EvaluatedProject(Replaces + properties);

        Assert.AreEqual(value, project[name]);
    }

    [TestMethod]
    [DataRow("<ContainerRepository>theirs</ContainerRepository>", "LambdaImageRepository", "ours")]
    [DataRow("<ContainerRegistry>ghcr.io</ContainerRegistry>", "LambdaImageRepository", "ours")]
    [DataRow("<ContainerImageTag>theirs</ContainerImageTag>", "LambdaImageTag", "ours")]
    [DataRow("<ContainerImageTags>theirs</ContainerImageTags>", "LambdaImageTags", "ours")]
    [DataRow("<ContainerBaseImage>theirs</ContainerBaseImage>", "LambdaBaseImage", "ours")]
    [DataRow("<ContainerRuntimeIdentifier>linux-arm64</ContainerRuntimeIdentifier>", "LambdaArchitecture", "x86_64")]
    [DataRow("<ContainerRuntimeIdentifiers>linux-arm64</ContainerRuntimeIdentifiers>", "LambdaArchitectures", "x86_64")]
    [DataRow("<ContainerImageFormat>OCI</ContainerImageFormat>", "LambdaImageArchiveFormat", "Docker")]
    [DataRow("<ContainerUser>theirs</ContainerUser>", "LambdaImageUser", "ours")]
    [DataRow("<ContainerWorkingDirectory>/theirs</ContainerWorkingDirectory>", "LambdaImageWorkingDirectory", "/ours")]
    [DataRow("<ContainerRegistry>ghcr.io</ContainerRegistry>", "LambdaImagePush", "false")]
    public void Property_of_the_package_comes_first(string properties, string name, string value)
    {
        using var project = new EvaluatedProject($"{Replaces}{properties}<{name}>{value}</{name}>");

        Assert.AreEqual(value, project[name]);
    }

    [TestMethod]
    [DataRow("<LambdaRuntime>dotnet8</LambdaRuntime><ContainerBaseImage>mcr.microsoft.com/dotnet/runtime:8.0</ContainerBaseImage>", "LambdaBaseImage")]
    [DataRow("<LambdaImageTags>1;2</LambdaImageTags><ContainerImageTag>3</ContainerImageTag>", "LambdaImageTag")]
    [DataRow("<LambdaArchitecture>arm64</LambdaArchitecture><ContainerRuntimeIdentifiers>linux-x64;linux-arm64</ContainerRuntimeIdentifiers>", "LambdaArchitectures")]
    public void Property_of_the_package_that_means_the_same_comes_first(string properties, string name)
    {
        using var project = new EvaluatedProject(Replaces + properties);

        Assert.AreEqual(string.Empty, project[name]);
    }

    [TestMethod]
    public void Archive_goes_to_no_registry()
    {
        using var project = new EvaluatedProject(Replaces + "<ContainerRegistry>ghcr.io</ContainerRegistry><ContainerArchiveOutputPath>hello.tar</ContainerArchiveOutputPath>");

        Assert.AreEqual(("sample", "false"), (project["LambdaImageRepository"], project["LambdaImagePush"]));
    }

    [TestMethod]
    public void PublishContainer_of_a_project_that_asks_for_it_is_the_packages()
    {
        using var project = new EvaluatedProject(Replaces);

        Assert.EndsWith(File, project.Targets["PublishContainer"].FullPath);
        Assert.Contains("NetSdkOCIImageBuild", project.Project.GetItems("ProjectCapability").Select(item => item.EvaluatedInclude));
    }

    [TestMethod]
    [DataRow("<ContainerRepository>theirs</ContainerRepository>")]
    [DataRow("<ContainerRepository>theirs</ContainerRepository><LambdaImageReplaceSdkContainer>true</LambdaImageReplaceSdkContainer><LambdaImageEnabled>false</LambdaImageEnabled>")]
    public void PublishContainer_of_another_project_is_the_SDKs_and_no_file_is_read_for_it(string properties)
    {
        using var project = new EvaluatedProject(Executable + properties);

        Assert.EndsWith("Microsoft.NET.Build.Containers.targets", project.Targets["PublishContainer"].FullPath);
        Assert.DoesNotContain(File, project.Project.Imports.Select(import => Path.GetFileName(import.ImportedProject.FullPath)));
        Assert.AreEqual("sample", project["LambdaImageRepository"]);
    }
}
