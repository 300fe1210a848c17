using LambdaImage.Caching;
using LambdaImage.Caching.Hosts;
using LambdaImage.Diagnostics;
using LambdaImage.LayerVersions;

namespace LambdaImage.Pipeline;

/// <summary>Where a build keeps what later builds use: in the user's cache folders, if nobody else can write there, else below <c>obj/</c>.</summary>
internal sealed class CacheFolders
{
    private readonly List<string> _problems = [];

    private CacheFolders(string shared, LayerVersionSettings layerVersions, DigestCache digests)
    {
        Shared = shared;
        LayerVersions = layerVersions;
        Digests = digests;
        Blobs = new(Path.Combine(shared, "blobs"));
    }

    /// <summary>The folder for what projects share.</summary>
    public string Shared { get; }

    /// <summary>How layer versions are downloaded, and where they are kept.</summary>
    public LayerVersionSettings LayerVersions { get; }

    /// <summary>What earlier builds learned.</summary>
    public DigestCache Digests { get; }

    /// <summary>What was downloaded of bases, and layers as they were pushed.</summary>
    public BlobCache Blobs { get; }

    /// <summary>Chooses the folders.</summary>
    /// <param name="workFolder">The project's folder under <c>obj/</c>.</param>
    /// <param name="cacheFolder">The user's folder for what projects share; the work folder if there is none.</param>
    /// <param name="layerVersions">How layer versions are downloaded; into the work folder if not said.</param>
    /// <param name="files">The host; this one if not said.</param>
    /// <returns>The folders.</returns>
    public static CacheFolders Choose(string workFolder, string cacheFolder, LayerVersionSettings? layerVersions, HostFiles? files = null)
    {
        var folder = new PrivateFolder(files ?? HostFiles.Current);
        var hasCache = !IsBelow(cacheFolder, workFolder);
        var problem = hasCache ? folder.Problem(cacheFolder) : null;
        if (hasCache && problem is null)
        {
            Tighten(cacheFolder);
        }

        var downloads = layerVersions ??
            new() { CacheFolder = Path.Combine(workFolder, "layers"), LockFile = Path.Combine(workFolder, "lambda-layers.lock.json") };
        var downloadsProblem = IsBelow(downloads.CacheFolder, workFolder) ? null : folder.Problem(downloads.CacheFolder);

        var shared = problem is null ? cacheFolder : workFolder;
        var caches = new CacheFolders(
            shared,
            downloadsProblem is null ? downloads : downloads with { CacheFolder = Path.Combine(workFolder, "layers") },
            DigestCache.Load(Path.Combine(workFolder, "digests.txt"), new SharedCache(Path.Combine(shared, "digests"))));
        if (problem is not null)
        {
            caches._problems.Add(
                $"The cache folder {Display.Quote(cacheFolder)} isn't used, because {problem}. The build uses obj/ instead, so projects share nothing, which costs time. " +
                "Have the folder deleted, or set XDG_CACHE_HOME to a folder that only you can write to.");
        }

        if (downloadsProblem is not null && !(problem is not null && IsBelow(downloads.CacheFolder, cacheFolder)))
        {
            caches._problems.Add(
                $"The cache folder {Display.Quote(downloads.CacheFolder)} isn't used, because {downloadsProblem}. Layers are downloaded into obj/ instead. " +
                "Set LambdaLayerCachePath to a folder that only you can write to.");
        }

        return caches;
    }

    /// <summary>Tells of the folders that aren't used.</summary>
    /// <param name="progress">Is told.</param>
    public void Report(IProgress<BuildMessage> progress)
    {
        foreach (var problem in _problems)
        {
            progress.Report(BuildMessage.Warning(DiagnosticCodes.UntrustedCacheFolder, problem));
        }
    }

    private static void Tighten(string folder)
    {
        try
        {
            PrivateFolder.Tighten(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nobody else can write there all the same.
        }
    }

    private static bool IsBelow(string path, string folder)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || folder.Contains('\0', StringComparison.Ordinal) || path.Length == 0 || folder.Length == 0)
        {
            // That is no path at all; what needs it says so.
            return path == folder;
        }

        var relative = Path.GetRelativePath(folder, path);
        return relative == "." || (!Path.IsPathRooted(relative) && relative.Split(Path.DirectorySeparatorChar)[0] != "..");
    }
}
