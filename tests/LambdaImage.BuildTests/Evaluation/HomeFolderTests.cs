namespace LambdaImage.BuildTests.Evaluation;

/// <summary>Where the Docker CLI keeps its config.json: in the folder that the system calls the user's home.</summary>
[TestClass]
public sealed class HomeFolderTests
{
    private const string Library = "<TargetFramework>net10.0</TargetFramework>";

    [TestMethod]
    [DataRow("/c/Users/me", @"C:\Users\me", @"C:\Users\me", DisplayName = "both, as in Git's shell")]
    [DataRow("", @"C:\Users\me", @"C:\Users\me", DisplayName = "USERPROFILE alone")]
    [DataRow("/c/Users/me", "", "", DisplayName = "HOME alone")]
    public void Home_on_Windows_is_USERPROFILE_as_to_the_Docker_CLI(string home, string profile, string expected)
    {
        using var project = new EvaluatedProject(Library, ("OS", "Windows_NT"), ("HOME", home), ("USERPROFILE", profile));

        Assert.AreEqual(expected, project["_LambdaImageHome"]);
    }

    [TestMethod]
    public void Home_elsewhere_is_HOME()
    {
        using var project = new EvaluatedProject(Library, ("OS", "Unix"), ("HOME", "/home/me"), ("USERPROFILE", @"C:\Users\me"));

        Assert.AreEqual("/home/me", project["_LambdaImageHome"]);
    }
}
