using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Plan;
using LambdaImage.References;
using LambdaImage.Spec;

namespace LambdaImage.Build;

/// <summary>
/// Which project of one build gives its image which name. A build can use several processes, so each claim is a folder in that of the
/// build: who makes it first has the name.
/// </summary>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="buildId">What tells the build from others.</param>
/// <param name="claimant">Who claims, for messages: the project file, and the target framework if there are several.</param>
/// <param name="workFolder">The project's folder under <c>obj/</c>, which differs between target frameworks.</param>
/// <param name="progress">Is told if claims can't be kept.</param>
public sealed class NameClaims(string cacheFolder, string buildId, string claimant, string workFolder, IProgress<BuildMessage> progress)
{
    private const string ClaimFile = "claim";

    // No build takes longer. What is older was left by one that was killed.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    // What lies in a folder that others can write to may come from anybody, and what is written there may be changed.
    private readonly bool _isPrivate = new PrivateFolder(HostFiles.Current).Problem(cacheFolder) is null;
    private readonly string _folder = Path.Combine(cacheFolder, "claims", buildId);

    /// <summary>Claims the names of an image.</summary>
    /// <param name="endpoint">The engine.</param>
    /// <param name="spec">What is made.</param>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2029: another project of the build, or another target framework, has one of them.</exception>
    public void Claim(string endpoint, ImageSpec spec)
    {
        // The same image asked for twice is no conflict: a project can be evaluated with and without _IsPublishing in one build.
        var sources = spec.Layers.Select(layer => layer.Source);
        var image = ProjectIdentity.Hash([claimant, workFolder, Fingerprint.Compute(spec, string.Empty, [], emulatorDigest: null), .. sources]);
        foreach (var name in _isPrivate ? spec.Names : [])
        {
            if (Holder(endpoint, name, image) is not { } holder)
            {
                continue;
            }

            throw new LambdaImageException(
                DiagnosticCodes.NameClaimedTwice,
                $"{(holder == claimant ? $"{claimant} makes two different images" : $"{claimant} and {holder} both make an image")} called {name} in this build, and one would replace the other. " +
                "Set LambdaImageRepository or LambdaImageTag to a name that differs; $(TargetFramework) and $(MSBuildProjectName) can be part of it.",
                new("LambdaImageRepository"));
        }
    }

    /// <summary>Forgets the claims of the build, and those of builds that were killed.</summary>
    public void Forget()
    {
        if (!_isPrivate)
        {
            return;
        }

        try
        {
            Delete(_folder);
            var oldest = DateTime.UtcNow - KeptFor;
            foreach (var old in Directory.GetParent(_folder)!.EnumerateDirectories().Where(folder => folder.LastWriteTimeUtc < oldest))
            {
                Delete(old.FullName);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next build tries again.
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Who else has the name; null if nobody has, and then it is claimed.
    private string? Holder(string endpoint, ImageReference name, string image)
    {
        var claim = Path.Combine(_folder, ProjectIdentity.Hash(endpoint, name.ToString()));
        var own = $"{claim}.{Guid.NewGuid():N}";
        try
        {
            PrivateFolder.Create(own);
            File.WriteAllText(Path.Combine(own, ClaimFile), $"{image}\n{claimant}");
            try
            {
                // A folder, because the system doesn't rename one over another that holds something. For a file the framework looks first
                // and renames then, so that two can succeed.
                Directory.Move(own, claim);
                return null;
            }
            catch (IOException) when (Directory.Exists(claim))
            {
                var text = File.ReadAllText(Path.Combine(claim, ClaimFile)).Split('\n', 2);
                return text[0] == image ? null : text[^1];
            }
            finally
            {
                Delete(own);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            progress.Report(new(MessageLevel.Low, $"Whether another project of this build uses the name {name} could not be checked: {exception.Message}"));
            return null;
        }
    }
}
