namespace LambdaImage.Layers.Folders;

/// <summary>Where symbolic links of a layer lead.</summary>
internal static class LinkTarget
{
    /// <summary>Whether a link stays in the layer.</summary>
    /// <param name="linkPath">The link's own name in the layer, <c>/</c>-separated.</param>
    /// <param name="target">What the link holds, <c>/</c>-separated.</param>
    /// <param name="destination">The folder of the image that the layer is unpacked into, for example <c>/opt</c>.</param>
    /// <param name="isFolder">Whether a name in the layer is a folder's, and not a link's.</param>
    /// <returns>
    /// <see langword="false"/> if the target climbs above the layer's root on its way, or is absolute and not at or below
    /// <paramref name="destination"/>, or climbs out of what is no folder of the layer.
    /// </returns>
    public static bool StaysInside(string linkPath, string target, string destination, Func<string, bool> isFolder)
    {
        var parts = linkPath.Split('/')[..^1].ToList();
        if (target.StartsWith('/'))
        {
            if (target != destination && !target.StartsWith(destination + "/", StringComparison.Ordinal))
            {
                return false;
            }

            target = target[destination.Length..];
            parts.Clear();
        }

        foreach (var part in target.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    // The parent of what a link leads to is another than that of the link.
                    if (parts.Count == 0 || !isFolder(string.Join('/', parts)))
                    {
                        return false;
                    }

                    parts.RemoveAt(parts.Count - 1);
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        return true;
    }

    /// <summary>A link's target as seen from the link.</summary>
    /// <param name="linkPath">The link's own name in the layer, <c>/</c>-separated.</param>
    /// <param name="target">The names that lead from the layer's root to the target.</param>
    /// <returns>The relative target, <c>/</c>-separated.</returns>
    public static string Relative(string linkPath, IReadOnlyList<string> target)
    {
        var folder = linkPath.Split('/')[..^1];
        var common = folder.Zip(target).TakeWhile(pair => pair.First == pair.Second).Count();
        var relative = string.Join('/', Enumerable.Repeat("..", folder.Length - common).Concat(target.Skip(common)));
        return relative.Length > 0 ? relative : ".";
    }
}
