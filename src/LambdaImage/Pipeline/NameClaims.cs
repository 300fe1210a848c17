using System.Text;
using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using LambdaImage.Images;
using LambdaImage.Oci;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;

namespace LambdaImage.Pipeline;

/// <summary>
/// Which project of one build gives its image which name. A build can use several processes, so the claims are kept in a file that is open
/// to one of them at a time.
/// </summary>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="buildId">What tells the build from others.</param>
/// <param name="claimant">Who claims, for messages: the project file, and the target framework if there are several.</param>
/// <param name="workFolder">The project's folder under <c>obj/</c>, which differs between target frameworks.</param>
/// <param name="progress">Is told if claims can't be kept.</param>
public sealed class NameClaims(string cacheFolder, string buildId, string claimant, string workFolder, IProgress<BuildMessage> progress)
{
    // No system tells a waiter that a file was closed. Its holder has it open for less than a millisecond.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    // No build takes longer. What is older was left by one that was killed.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    // What lies in a folder that others can write to may come from anybody, and what is written there may be changed.
    private readonly bool _isPrivate = new PrivateFolder(HostFiles.Current).Problem(cacheFolder) is null;
    private readonly string _folder = Path.Combine(cacheFolder, "claims");

    private string FilePath => Path.Combine(_folder, buildId);

    /// <summary>Claims the names of an image.</summary>
    /// <param name="endpoint">The engine.</param>
    /// <param name="spec">What is made.</param>
    /// <param name="cancellationToken">Ends the wait for another project that claims at the same time.</param>
    /// <returns>The task of claiming.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2029: another project of the build, or another target framework, has one of them.</exception>
    public async Task ClaimAsync(string endpoint, ImageSpec spec, CancellationToken cancellationToken)
    {
        if (!_isPrivate)
        {
            return;
        }

        // The same image asked for twice is no conflict: a project can be evaluated with and without _IsPublishing in one build.
        var sources = spec.Layers.Select(layer => layer.Source.ToString());
        var image = ProjectIdentity.Hash([claimant, workFolder, Fingerprint.Compute(spec, string.Empty, [], emulatorDigest: null), .. sources]);
        try
        {
            using var file = await OpenAsync(cancellationToken).ConfigureAwait(false);
            var claims = Read(file);
            foreach (var name in spec.Names)
            {
                var claim = new Claim(ProjectIdentity.Hash(endpoint, name.ToString()), image, claimant.ReplaceLineEndings(" "));
                if (claims.Find(other => other.Name == claim.Name) is not { } other)
                {
                    file.Write(Encoding.UTF8.GetBytes($"{claim.Name} {claim.Image} {claim.Claimant}\n"));
                }
                else if (other.Image != image)
                {
                    throw ClaimedTwice(name, claim.Claimant, other.Claimant);
                }
            }
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            progress.Report(new(MessageLevel.Low, $"Whether another project of this build uses the name {spec.Names[0]} could not be checked: {Display.Sentence(exception.Message)}"));
        }
    }

    /// <summary>Forgets the claims of the build, and those of builds that were killed.</summary>
    public void Forget()
    {
        if (!_isPrivate || !Disk.FolderExists(_folder))
        {
            return;
        }

        try
        {
            Disk.Delete(FilePath);
            var oldest = DateTime.UtcNow - KeptFor;
            foreach (var old in Disk.ListFiles(_folder).Where(file => file.LastWriteTimeUtc < oldest))
            {
                Disk.Delete(old.FullName);
            }
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            // The next build tries again.
        }
    }

    private static List<Claim> Read(FileStream file)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        var claims = new List<Claim>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(' ', 3) is [var name, var image, var claimant])
            {
                claims.Add(new(name, image, claimant));
            }
        }

        return claims;
    }

    private static LambdaImageException ClaimedTwice(ImageReference name, string claimant, string holder) => new(
        DiagnosticCodes.NameClaimedTwice,
        $"{(holder == claimant ? $"{claimant} makes two different images" : $"{claimant} and {holder} both make an image")} called {name} in this build, and one would replace the other. " +
        "Set LambdaImageRepository or LambdaImageTag to a name that differs; $(TargetFramework) and $(MSBuildProjectName) can be part of it.",
        new("LambdaImageRepository"));

    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        PrivateFolder.Create(_folder);
        using var timer = new PeriodicTimer(Interval);
        while (true)
        {
            try
            {
                return Disk.OpenAlone(FilePath);
            }
            catch (IOException exception) when (Disk.IsInUse(exception))
            {
                await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private sealed record Claim(string Name, string Image, string Claimant);
}
