using LambdaImage.Destinations;
using LambdaImage.Lambda;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Destinations;

[TestClass]
public sealed class DockerfileOnDiskTests
{
    private const string One = "1111111111111111111111111111111111111111111111111111111111111111";
    private const string Two = "2222222222222222222222222222222222222222222222222222222222222222";

    [TestMethod]
    public void Write_makes_the_folder_and_the_file()
    {
        using var folder = new TemporaryFolder();
        var file = new DockerfileOnDisk(folder.At("obj/lambda"), LambdaArchitecture.X64, One);

        file.Write("FROM scratch\n");

        Assert.AreEqual("FROM scratch\n", File.ReadAllText(file.Path));
        Assert.AreEqual("Dockerfile.x86_64.111111111111", Path.GetFileName(file.Path));
    }

    [TestMethod]
    public void Delete_takes_away_the_file_and_the_empty_folder()
    {
        using var folder = new TemporaryFolder();
        var file = new DockerfileOnDisk(folder.At("lambda"), LambdaArchitecture.X64, One);
        file.Write("FROM scratch\n");

        file.Delete();

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void Delete_keeps_what_earlier_builds_left_in_the_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lambda/digests.txt", "x");
        var file = new DockerfileOnDisk(folder.At("lambda"), LambdaArchitecture.X64, One);
        file.Write("FROM scratch\n");

        file.Delete();

        Assert.AreEqual("digests.txt", Path.GetFileName(Directory.GetFiles(folder.At("lambda")).Single()));
    }

    [TestMethod]
    public void DeleteAll_takes_away_what_earlier_failures_of_the_architecture_left()
    {
        using var folder = new TemporaryFolder();
        var earlier = new DockerfileOnDisk(folder.Path, LambdaArchitecture.X64, One);
        var other = new DockerfileOnDisk(folder.Path, LambdaArchitecture.Arm64, One);
        var file = new DockerfileOnDisk(folder.Path, LambdaArchitecture.X64, Two);
        earlier.Write("FROM scratch\n");
        other.Write("FROM scratch\n");
        file.Write("FROM scratch\n");

        file.DeleteAll();

        Assert.AreEqual(other.Path, Directory.GetFiles(folder.Path).Single());
    }

    [TestMethod]
    public void Delete_of_a_folder_that_another_build_took_away_does_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = new DockerfileOnDisk(folder.At("lambda"), LambdaArchitecture.X64, One);
        file.Write("FROM scratch\n");
        Directory.Delete(folder.At("lambda"), recursive: true);

        file.Delete();

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void DeleteAll_of_a_folder_that_another_build_took_away_does_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = new DockerfileOnDisk(folder.At("lambda"), LambdaArchitecture.X64, One);

        file.DeleteAll();

        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }
}
