using LambdaImage.Build;
using LambdaImage.Diagnostics;
using LambdaImage.References;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Plan;

namespace LambdaImage.UnitTests.Build;

[TestClass]
public sealed class NameClaimsTests : IDisposable
{
    private const string Engine = "unix:///engine.sock";

    private readonly TemporaryFolder _folder = new();
    private readonly List<BuildMessage> _messages = [];

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Claim_of_a_name_that_another_project_has_fails_and_names_both()
    {
        Claims("/src/one/Function.csproj").Claim(Engine, Plans.Spec);

        var failure = Expect.Failure(DiagnosticCodes.NameClaimedTwice, () => Claims("/src/two/Function.csproj").Claim(Engine, Plans.Spec));

        Assert.Contains("/src/two/Function.csproj and /src/one/Function.csproj both make an image called hello:latest in this build", failure.Message);
        Assert.AreEqual("LambdaImageRepository", failure.Origin?.Element);
    }

    [TestMethod]
    public void Claim_with_a_cache_folder_that_others_can_write_to_is_neither_kept_nor_believed()
    {
        Claims("/src/one/Function.csproj").Claim(Engine, Plans.Spec);
        Shell.Run(_folder.Path, "chmod 777 .");
        var before = Shell.Run(_folder.Path, "find . | sort | xargs stat -c '%n %z'");

        Claims("/src/two/Function.csproj").Claim(Engine, Plans.Spec with { Project = "Two" });

        Assert.AreEqual(before, Shell.Run(_folder.Path, "find . | sort | xargs stat -c '%n %z'"));
    }

    [TestMethod]
    public void Claim_of_one_name_among_others_fails()
    {
        var spec = Plans.Spec with { Names = [ImageReference.Parse("hello:1"), ImageReference.Parse("hello:2")] };
        Claims("one").Claim(Engine, spec);

        Expect.Failure(DiagnosticCodes.NameClaimedTwice, () => Claims("two").Claim(Engine, spec with { Names = [ImageReference.Parse("docker.io/library/hello:2")] }));
    }

    [TestMethod]
    public void Claim_of_another_framework_of_the_project_fails()
    {
        Claims("Function.csproj for net8.0", "obj/net8.0").Claim(Engine, Plans.Spec);

        Expect.Failure(DiagnosticCodes.NameClaimedTwice, () => Claims("Function.csproj for net10.0", "obj/net10.0").Claim(Engine, Plans.Spec));
    }

    [TestMethod]
    public void Claim_of_another_image_of_the_project_fails()
    {
        Claims("Function.csproj").Claim(Engine, Plans.Spec);

        var failure = Expect.Failure(
            DiagnosticCodes.NameClaimedTwice,
            () => Claims("Function.csproj").Claim(Engine, Plans.Spec with { Architecture = LambdaArchitecture.Arm64 }));

        Assert.StartsWith("Function.csproj makes two different images called hello:latest", failure.Message);
    }

    [TestMethod]
    public void Claim_again_for_the_same_image_succeeds()
    {
        Claims("one").Claim(Engine, Plans.Spec);

        Claims("one").Claim(Engine, Plans.Spec);

        Assert.IsEmpty(_messages);
    }

    [TestMethod]
    public void Claim_of_another_name_succeeds()
    {
        Claims("one").Claim(Engine, Plans.Spec);

        Claims("two").Claim(Engine, Plans.Spec with { Names = [ImageReference.Parse("hello:other")] });
    }

    [TestMethod]
    public void Claim_on_another_engine_succeeds()
    {
        Claims("one").Claim(Engine, Plans.Spec);

        Claims("two").Claim("unix:///other.sock", Plans.Spec);
    }

    [TestMethod]
    public void Claim_in_another_build_succeeds()
    {
        Claims("one", build: "first").Claim(Engine, Plans.Spec);

        Claims("two", build: "second").Claim(Engine, Plans.Spec);
    }

    [TestMethod]
    public void Claims_at_the_same_time_have_one_winner()
    {
        for (var round = 0; round < 100; round++)
        {
            var failures = 0;
            System.Threading.Tasks.Parallel.For(0, 20, i =>
            {
                try
                {
                    Claims($"project{i}", build: $"build{round}").Claim(Engine, Plans.Spec);
                }
                catch (LambdaImageException)
                {
                    Interlocked.Increment(ref failures);
                }
            });

            Assert.AreEqual(19, failures);
        }
    }

    [TestMethod]
    public void Claim_that_cannot_be_kept_says_so_and_goes_on()
    {
        _folder.Write("claims", "a file in the folder's place");

        Claims("one").Claim(Engine, Plans.Spec);

        Assert.Contains("could not be checked", _messages.Single().Text);
    }

    [TestMethod]
    public void Forget_leaves_nothing_of_the_build()
    {
        var claims = Claims("one");
        claims.Claim(Engine, Plans.Spec);

        claims.Forget();

        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder.At("claims")));
    }

    [TestMethod]
    public void Forget_removes_what_a_killed_build_left_long_ago()
    {
        Claims("one", build: "killed").Claim(Engine, Plans.Spec);
        Claims("two", build: "running").Claim(Engine, Plans.Spec);
        Directory.SetLastWriteTimeUtc(_folder.At("claims/killed"), DateTime.UtcNow.AddDays(-2));

        Claims("three", build: "ours").Forget();

        Assert.AreEqual(_folder.At("claims/running"), Directory.GetFileSystemEntries(_folder.At("claims")).Single());
    }

    [TestMethod]
    public void Forget_without_claims_does_nothing()
    {
        Claims("one").Forget();

        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private NameClaims Claims(string claimant, string workFolder = "obj", string build = "build") =>
        new(_folder.Path, build, claimant, workFolder, new SynchronousProgress<BuildMessage>(_messages.Add));
}
