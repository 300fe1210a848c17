using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Oci;
using LambdaImage.Pipeline;
using LambdaImage.Testing;
using LambdaImage.UnitTests.Images;

namespace LambdaImage.UnitTests.Pipeline;

[TestClass]
public sealed class NameClaimsTests : IDisposable
{
    private const string Engine = "unix:///engine.sock";

    private readonly TemporaryFolder _folder = new();
    private readonly List<BuildMessage> _messages = [];

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Claim_of_a_name_that_another_project_has_fails_and_names_both()
    {
        await Claims("/src/one/Function.csproj").ClaimAsync(Engine, Plans.Spec, Token);

        var failure = await Expect.FailureAsync(DiagnosticCodes.NameClaimedTwice, () => Claims("/src/two/Function.csproj").ClaimAsync(Engine, Plans.Spec, Token));

        Assert.Contains("/src/two/Function.csproj and /src/one/Function.csproj both make an image called hello:latest in this build", failure.Message);
        Assert.AreEqual("LambdaImageRepository", failure.Origin?.Element);
    }

    [TestMethod]
    public async Task Claim_with_a_cache_folder_that_others_can_write_to_is_neither_kept_nor_believed()
    {
        await Claims("/src/one/Function.csproj").ClaimAsync(Engine, Plans.Spec, Token);
        Shell.Run(_folder.Path, "chmod 777 .");
        var before = Shell.Run(_folder.Path, "find . | sort | xargs stat -c '%n %z'");

        await Claims("/src/two/Function.csproj").ClaimAsync(Engine, Plans.Spec with { Project = "Two" }, Token);

        Assert.AreEqual(before, Shell.Run(_folder.Path, "find . | sort | xargs stat -c '%n %z'"));
    }

    [TestMethod]
    public async Task Claim_of_one_name_among_others_fails()
    {
        var spec = Plans.Spec with { Names = [ImageReference.Parse("hello:1"), ImageReference.Parse("hello:2")] };
        await Claims("one").ClaimAsync(Engine, spec, Token);

        await Expect.FailureAsync(DiagnosticCodes.NameClaimedTwice, () => Claims("two").ClaimAsync(Engine, spec with { Names = [ImageReference.Parse("docker.io/library/hello:2")] }, Token));
    }

    [TestMethod]
    public async Task Claim_of_another_framework_of_the_project_fails()
    {
        await Claims("Function.csproj for net8.0", "obj/net8.0").ClaimAsync(Engine, Plans.Spec, Token);

        await Expect.FailureAsync(DiagnosticCodes.NameClaimedTwice, () => Claims("Function.csproj for net10.0", "obj/net10.0").ClaimAsync(Engine, Plans.Spec, Token));
    }

    [TestMethod]
    public async Task Claim_of_another_image_of_the_project_fails()
    {
        await Claims("Function.csproj").ClaimAsync(Engine, Plans.Spec, Token);

        var failure = await Expect.FailureAsync(
            DiagnosticCodes.NameClaimedTwice,
            () => Claims("Function.csproj").ClaimAsync(Engine, Plans.Spec with { Architecture = LambdaArchitecture.Arm64 }, Token));

        Assert.StartsWith("Function.csproj makes two different images called hello:latest", failure.Message);
    }

    [TestMethod]
    public async Task Claim_again_for_the_same_image_succeeds()
    {
        await Claims("one").ClaimAsync(Engine, Plans.Spec, Token);

        await Claims("one").ClaimAsync(Engine, Plans.Spec, Token);

        Assert.IsEmpty(_messages);
    }

    [TestMethod]
    public async Task Claim_of_another_name_succeeds()
    {
        await Claims("one").ClaimAsync(Engine, Plans.Spec, Token);

        await Claims("two").ClaimAsync(Engine, Plans.Spec with { Names = [ImageReference.Parse("hello:other")] }, Token);
    }

    [TestMethod]
    public async Task Claim_on_another_engine_succeeds()
    {
        await Claims("one").ClaimAsync(Engine, Plans.Spec, Token);

        await Claims("two").ClaimAsync("unix:///other.sock", Plans.Spec, Token);
    }

    [TestMethod]
    public async Task Claim_in_another_build_succeeds()
    {
        await Claims("one", build: "first").ClaimAsync(Engine, Plans.Spec, Token);

        await Claims("two", build: "second").ClaimAsync(Engine, Plans.Spec, Token);
    }

    [TestMethod]
    public async Task Claims_at_the_same_time_have_one_winner()
    {
        for (var round = 0; round < 20; round++)
        {
            var failures = 0;
            await Parallel.ForAsync(0, 20, Token, async (i, token) =>
            {
                try
                {
                    await Claims($"project{i}", build: $"build{round}").ClaimAsync(Engine, Plans.Spec, token);
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
    public async Task Claim_that_cannot_be_kept_says_so_and_goes_on()
    {
        _folder.Write("claims", "a file in the folder's place");

        await Claims("one").ClaimAsync(Engine, Plans.Spec, Token);

        Assert.Contains("could not be checked", _messages.Single().Text);
    }

    [TestMethod]
    public async Task Forget_leaves_nothing_of_the_build()
    {
        var claims = Claims("one");
        await claims.ClaimAsync(Engine, Plans.Spec, Token);

        claims.Forget();

        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder.At("claims")));
    }

    [TestMethod]
    public async Task Forget_removes_what_a_killed_build_left_long_ago()
    {
        await Claims("one", build: "killed").ClaimAsync(Engine, Plans.Spec, Token);
        await Claims("two", build: "running").ClaimAsync(Engine, Plans.Spec, Token);
        File.SetLastWriteTimeUtc(_folder.At("claims/killed"), DateTime.UtcNow.AddDays(-2));

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
