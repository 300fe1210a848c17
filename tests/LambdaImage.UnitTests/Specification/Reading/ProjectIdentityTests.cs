using LambdaImage.Diagnostics;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Caching;

namespace LambdaImage.UnitTests.Specification.Reading;

[TestClass]
public sealed class ProjectIdentityTests : IDisposable
{
    private const string Config = "[core]\n\tbare = false\n[remote \"upstream\"]\n\turl = https://example.com/up.git\n[remote \"origin\"]\n\tfetch = x\n\turl = ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Of_a_project_is_32_hexadecimal_digits()
    {
        Assert.MatchesRegex(@"\A[0-9a-f]{32}\z", Of("repo/one/Function.csproj"));
    }

    [TestMethod]
    [DataRow("repo/.git/config")]
    [DataRow("repo/.hg/hgrc")]
    [DataRow("repo/.svn/entries")]
    [DataRow("repo/All.sln")]
    [DataRow("repo/All.slnx")]
    [DataRow("repo/Directory.Build.props")]
    [DataRow("repo/one/nothing.txt")]
    public void Of_projects_of_the_same_name_in_two_folders_differs(string marker)
    {
        _folder.Write(marker, string.Empty);

        Assert.AreNotEqual(Of("repo/one/Function.csproj"), Of("repo/two/Function.csproj"));
    }

    [TestMethod]
    public void Of_projects_in_one_folder_differs()
    {
        Assert.AreNotEqual(Of("repo/One.csproj"), Of("repo/Two.csproj"));
    }

    [TestMethod]
    [DataRow(".git/config")]
    [DataRow(".svn/entries")]
    [DataRow("All.slnx")]
    [DataRow("Directory.Build.props")]
    public void Of_a_project_checked_out_elsewhere_is_the_same(string marker)
    {
        _folder.Write("here/" + marker, string.Empty);
        _folder.Write("some/where/else/" + marker, string.Empty);

        Assert.AreEqual(Of("here/src/one/Function.csproj"), Of("some/where/else/src/one/Function.csproj"));
    }

    [TestMethod]
    public void Of_projects_with_solutions_of_their_own_in_one_repository_differs()
    {
        _folder.Write("repo/.git/config", string.Empty);
        _folder.Write("repo/one/One.sln", string.Empty);
        _folder.Write("repo/two/Two.sln", string.Empty);

        Assert.AreNotEqual(Of("repo/one/Function.csproj"), Of("repo/two/Function.csproj"));
    }

    [TestMethod]
    public void Of_projects_with_solutions_of_their_own_below_a_common_file_differs()
    {
        _folder.Write("repo/Directory.Build.props", string.Empty);
        _folder.Write("repo/one/One.sln", string.Empty);
        _folder.Write("repo/two/Two.sln", string.Empty);

        Assert.AreNotEqual(Of("repo/one/Function.csproj"), Of("repo/two/Function.csproj"));
    }

    [TestMethod]
    public void Of_the_same_path_in_repositories_from_two_places_differs()
    {
        _folder.Write("a/.git/config", Config + "https://example.com/a.git\n");
        _folder.Write("b/.git/config", Config + "https://example.com/b.git\n");

        Assert.AreNotEqual(Of("a/src/Function.csproj"), Of("b/src/Function.csproj"));
    }

    [TestMethod]
    [DataRow("https://example.com/team/a.git")]
    [DataRow("https://example.com/team/a")]
    [DataRow("https://example.com/team/a/")]
    [DataRow("https://x-access-token:secret@Example.com/team/a.git")]
    [DataRow("git@example.com:team/a.git")]
    [DataRow("ssh://git@example.com/team/a.git")]
    [DataRow("\"https://example.com/team/a.git\"")]
    public void Of_clones_of_one_repository_is_the_same_however_it_is_reached(string url)
    {
        _folder.Write("a/.git/config", Config + "https://example.com/team/a.git\n");
        _folder.Write("b/.git/config", Config + url + "\n[branch \"main\"]\n\tremote = origin\n");

        Assert.AreEqual(Of("a/src/Function.csproj"), Of("b/src/Function.csproj"));
    }

    [TestMethod]
    public void Of_a_further_working_tree_is_that_of_the_first()
    {
        _folder.Write("main/.git/config", Config + "https://example.com/a.git\n");
        _folder.Write("main/.git/worktrees/other/commondir", "../..\n");
        _folder.Write("other/.git", $"gitdir: {_folder.At("main/.git/worktrees/other")}\n");

        Assert.AreEqual(Of("main/src/Function.csproj"), Of("other/src/Function.csproj"));
    }

    [TestMethod]
    public void Of_a_submodule_is_that_of_its_own_repository()
    {
        _folder.Write("outer/.git/config", Config + "https://example.com/outer.git\n");
        _folder.Write("outer/.git/modules/inner/config", Config + "https://example.com/inner.git\n");
        _folder.Write("outer/inner/.git", "gitdir: ../.git/modules/inner\n");
        _folder.Write("alone/.git/config", Config + "https://example.com/inner.git\n");

        Assert.AreEqual(Of("alone/Function.csproj"), Of("outer/inner/Function.csproj"));
    }

    [TestMethod]
    public void Of_a_project_that_says_its_identity_is_that_alone()
    {
        Assert.AreEqual(Of("one/Function.csproj", "mine"), Of("two/Other.csproj", " mine "));
        Assert.AreNotEqual(Of("one/Function.csproj", "mine"), Of("one/Function.csproj", "yours"));
    }

    [TestMethod]
    [DataRow("repo/All.sln", "")]
    [DataRow("repo/.git/config", Config + "https://example.com/own.git")]
    [DataRow("repo/.git", "gitdir: ../store/worktrees/repo")]
    public void Of_with_an_operation_on_the_disk_that_fails_succeeds_or_fails_with_a_code(string marker, string text)
    {
        _folder.Write(marker, text);
        _folder.Write("store/worktrees/repo/commondir", "../..");
        _folder.Write("store/config", Config + "https://example.com/own.git");
        var disk = FaultyDisk.Insert(_ => null);
        Of("repo/one/Function.csproj");
        var count = disk.Steps.Count;
        Assert.IsGreaterThan(2, count);

        for (var number = 0; number < count; number++)
        {
            foreach (var fault in new Exception[] { new IOException("Input/output error", 5), new UnauthorizedAccessException("Denied."), new FileNotFoundException("Gone.") })
            {
                FaultyDisk.Insert(step => step.Number == number ? fault : null);
                try
                {
                    Of("repo/one/Function.csproj");
                }
                catch (LambdaImageException failure)
                {
                    Assert.AreEqual(DiagnosticCodes.UnreadableFile, failure.Descriptor);
                }
            }
        }
    }

    private string Of(string project, string? given = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(project))!);
        return ProjectIdentity.Of(_folder.At(project), given);
    }
}
