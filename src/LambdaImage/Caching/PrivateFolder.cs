using LambdaImage.Caching.Hosts;

namespace LambdaImage.Caching;

/// <summary>
/// Folders that only this user can write to. What lies in any other may have been put there by somebody else, and what is cached
/// decides what goes into images.
/// </summary>
/// <param name="files">The host.</param>
internal sealed class PrivateFolder(HostFiles files)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const uint SystemUser = 0;
    private const int MostLinks = 40;

    /// <summary>Makes a folder and those above it that are missing, each for this user alone.</summary>
    /// <param name="folder">The full path.</param>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows() || Disk.FolderExists(folder))
        {
            // On Windows the user's profile is private.
            Disk.CreateFolder(folder);
            return;
        }

        var missing = new Stack<string>();
        for (var path = Path.TrimEndingDirectorySeparator(folder); !string.IsNullOrEmpty(path) && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            missing.Push(path);
        }

        foreach (var path in missing)
        {
            Disk.CreateFolder(path, OwnerOnly);
        }
    }

    /// <summary>Takes the permissions on an existing folder away from others.</summary>
    /// <param name="folder">The full path of a folder of this user.</param>
    public static void Tighten(string folder)
    {
        if (!OperatingSystem.IsWindows() && Directory.Exists(folder) && (File.GetUnixFileMode(folder) & ~OwnerOnly) != 0)
        {
            File.SetUnixFileMode(folder, OwnerOnly);
        }
    }

    /// <summary>Whether a file holds what this user, or the system, wrote into it.</summary>
    /// <param name="file">The full path.</param>
    /// <returns>Whether it is a regular file that nobody else owns or can write to.</returns>
    public bool HoldsOwn(string file) =>
        Disk.FileExists(file) &&
        files.Find(file) is { Kind: FileKind.File } status &&
        (files.User is not { } user || ((status.Owner == user || status.Owner == SystemUser) && !IsOpen(status)));

    /// <summary>Says why a folder must not be used as a cache.</summary>
    /// <param name="folder">The full path. It may be missing.</param>
    /// <returns>The reason; <see langword="null"/> if only this user and the system can write there.</returns>
    public string? Problem(string folder)
    {
        if (files.User is not { } user)
        {
            return null;
        }

        try
        {
            return Problem(folder, user);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    // All on the way counts: whoever can rename a folder can put another in its place.
    private string? Problem(string folder, uint user)
    {
        var (current, parts) = files.Paths.Split(folder);

        // In a user namespace the system's files belong to nobody.
        var system = files.Find(current)?.Owner ?? SystemUser;
        var pending = new Stack<string>(parts.Reverse());
        var links = 0;
        while (pending.TryPop(out var part))
        {
            if (part is "." or "..")
            {
                current = part == "." ? current : files.Paths.Parent(current);
                continue;
            }

            var path = files.Paths.Join(current, part);
            if (files.Find(path) is not { } status)
            {
                return null;
            }

            var isTrusted = status.Owner == user || status.Owner == SystemUser || status.Owner == system;
            if (status.Kind == FileKind.Link && files.ReadLink(path) is { } target)
            {
                if (!isTrusted || ++links > MostLinks)
                {
                    return isTrusted ? $"the links of '{path}' lead to each other" : $"the link '{path}' belongs to another user";
                }

                (current, parts) = files.Paths.Split(files.Paths.Resolve(current, target));
                Array.ForEach(parts.Reverse().ToArray(), pending.Push);
                continue;
            }

            if (Problem(path, status, isLast: pending.Count == 0, isTrusted, user) is { } problem)
            {
                return problem;
            }

            current = path;
        }

        return null;
    }

    private static string? Problem(string path, in FileStatus status, bool isLast, bool isTrusted, uint user) =>
        isLast && status.Owner != user ? "it belongs to another user"
        : !isTrusted ? $"'{path}' belongs to another user, who can replace what is in it"
        : !IsOpen(status) ? null
        : isLast ? "other users can write to it"

        // In a sticky folder, such as /tmp, only the owner of a file can replace it.
        : (status.Mode & UnixFileMode.StickyBit) != 0 ? null
        : $"other users can write to '{path}'";

    // Many systems give each user a group of its own with the same number, and let it write.
    private static bool IsOpen(in FileStatus status) =>
        (status.Mode & UnixFileMode.OtherWrite) != 0 ||
        ((status.Mode & UnixFileMode.GroupWrite) != 0 && status.Group != status.Owner);
}
