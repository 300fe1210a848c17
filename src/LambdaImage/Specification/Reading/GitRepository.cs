using LambdaImage.Caching;

namespace LambdaImage.Specification.Reading;

/// <summary>Reads where a Git repository comes from, out of the files that https://git-scm.com/docs/gitrepository-layout describes.</summary>
internal static class GitRepository
{
    // Both files are written by hand or by Git; the longest have some kilobytes.
    private const int LargestFile = 1024 * 1024;
    private const string Origin = "[remote \"origin\"]";

    /// <summary>Finds the address of the remote <c>origin</c>.</summary>
    /// <param name="folder">A folder.</param>
    /// <returns>
    /// The address without what differs between the ways to reach it; empty without such a remote; <see langword="null"/> if
    /// the folder is not the root of a working tree.
    /// </returns>
    public static string? OriginOf(string folder)
    {
        var git = Path.Combine(folder, ".git");
        if (Disk.FileExists(git))
        {
            // A submodule or a further working tree: the file names the folder.
            var text = Disk.ReadText(git, LargestFile).Trim();
            const string Prefix = "gitdir:";
            git = text.StartsWith(Prefix, StringComparison.Ordinal) ? Path.GetFullPath(Path.Combine(folder, text[Prefix.Length..].Trim())) : git;
        }
        else if (!Disk.FolderExists(git))
        {
            return null;
        }

        var common = Path.Combine(git, "commondir");
        if (Disk.FileExists(common))
        {
            git = Path.GetFullPath(Path.Combine(git, Disk.ReadText(common, LargestFile).Trim()));
        }

        var config = Path.Combine(git, "config");
        return Disk.FileExists(config) ? Normalize(Url(Disk.ReadText(config, LargestFile).Split('\n'))) : string.Empty;
    }

    /// <summary>
    /// Removes what differs between the ways to reach one repository: protocol, user and password, and <c>.git</c> at the end.
    /// <c>git@host:path</c> becomes <c>host/path</c>.
    /// </summary>
    /// <param name="url">The address.</param>
    /// <returns>What is left.</returns>
    public static string Normalize(string url)
    {
        var rest = url;
        if (rest.IndexOf("://", StringComparison.Ordinal) is >= 0 and var protocol)
        {
            rest = rest[(protocol + 3)..];
        }
        else if (rest.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon && !rest[..colon].Contains('/', StringComparison.Ordinal))
        {
            rest = $"{rest[..colon]}/{rest[(colon + 1)..].TrimStart('/')}";
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? string.Empty : rest[slash..].TrimEnd('/');
        host = host[(host.LastIndexOf('@') + 1)..].ToLowerInvariant();
        return host + (path.EndsWith(".git", StringComparison.Ordinal) ? path[..^".git".Length] : path);
    }

    private static string Url(IEnumerable<string> config)
    {
        var isOrigin = false;
        foreach (var line in config.Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
            {
                isOrigin = line.StartsWith(Origin, StringComparison.Ordinal);
            }
            else if (isOrigin && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var value] && key.Equals("url", StringComparison.OrdinalIgnoreCase))
            {
                return value.Trim('"');
            }
        }

        return string.Empty;
    }
}
