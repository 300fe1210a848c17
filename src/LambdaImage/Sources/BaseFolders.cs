using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using LambdaImage.Specification;

namespace LambdaImage.Sources;

/// <summary>
/// Where base images have the folders that layers go to. A base can have a link in the place of a folder, and a layer that names the
/// folder would replace the link. Finding out takes a container, so what was found is cached.
/// </summary>
/// <param name="cacheFolder">The user's folder for what projects share.</param>
/// <param name="progress">Is told if an engine does not say.</param>
/// <param name="trustsCache">Whether what earlier builds found is used.</param>
/// <param name="chosen">Folders that a project chose for layers, besides those that Lambda looks in.</param>
internal sealed class BaseFolders(string cacheFolder, IProgress<BuildMessage> progress, bool trustsCache = true, IEnumerable<string>? chosen = null)
{
    /// <summary>The folders that layers go to unless a project chose others.</summary>
    public static readonly IReadOnlyList<string> Folders =
        [.. Enum.GetValues<LayerKind>().Select(LayerSpec.FolderOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private readonly List<string> _folders = [.. Folders, .. (chosen ?? []).Except(Folders, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    private readonly SharedCache _cache = new(Path.Combine(cacheFolder, "folders"));

    /// <summary>Looks for what earlier builds found.</summary>
    /// <param name="id">The base's id.</param>
    /// <param name="architecture">The architecture.</param>
    /// <returns>Each folder and where the base has it; <see langword="null"/> if no build has found out yet.</returns>
    public IReadOnlyDictionary<string, string>? FindCached(string id, LambdaArchitecture architecture)
    {
        if (!trustsCache)
        {
            return null;
        }

        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (_cache.Read(KeyOf(id, architecture)) ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t') is [['/', ..] folder, ['/', _, ..] place])
            {
                folders[folder] = place;
            }
        }

        return folders.Count == _folders.Count && _folders.TrueForAll(folders.ContainsKey) ? folders : null;
    }

    /// <summary>Finds out where a base has the folders.</summary>
    /// <param name="id">The base's id.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="resolve">Looks into the base.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    /// <returns>Each folder and where the base has it; none if an engine does not say.</returns>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(
        string id,
        LambdaArchitecture architecture,
        Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyDictionary<string, string>>> resolve,
        CancellationToken cancellationToken)
    {
        if (FindCached(id, architecture) is { } cached)
        {
            return cached;
        }

        try
        {
            var folders = await resolve(_folders, cancellationToken).ConfigureAwait(false);
            Add(id, architecture, folders);
            return folders;
        }
        catch (LambdaImageException failure) when (failure.Descriptor == DiagnosticCodes.EngineError)
        {
            // An engine behind a proxy that lets no containers be made can still build.
            progress.Report(new(MessageLevel.Low, $"Folders of the base that are links are not followed: {failure.Message}"));
            return new Dictionary<string, string>();
        }
    }

    /// <summary>Caches what was found.</summary>
    /// <param name="id">The base's id.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="folders">Each folder and where the base has it.</param>
    public void Add(string id, LambdaArchitecture architecture, IReadOnlyDictionary<string, string> folders)
    {
        if (folders.Values.All(place => !place.AsSpan().ContainsAny('\t', '\n')))
        {
            _cache.Write(KeyOf(id, architecture), string.Concat(folders.Select(pair => $"{pair.Key}\t{pair.Value}\n")));
        }
    }

    private string KeyOf(string id, LambdaArchitecture architecture) =>
        CodeIdentity.Key(CodeIdentity.Value, ["folders", id, architecture.Platform.ToString(), .. _folders.Skip(Folders.Count)]);
}
