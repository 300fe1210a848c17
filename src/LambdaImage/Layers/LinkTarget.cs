namespace LambdaImage.Layers;

/// <summary>Where symbolic links of a layer lead, reckoned on names alone.</summary>
internal static class LinkTarget
{
    /// <summary>Whether a link stays in the layer.</summary>
    /// <param name="linkPath">The link's own name in the layer, <c>/</c>-separated.</param>
    /// <param name="target">What the link holds, <c>/</c>-separated.</param>
    /// <param name="destination">The folder of the image that the layer is unpacked into, for example <c>/opt</c>.</param>
    /// <returns>
    /// <see langword="false"/> if the target climbs above the layer's root on its way, or is absolute and not below
    /// <paramref name="destination"/>.
    /// </returns>
    public static bool StaysInside(string linkPath, string target, string destination)
    {
        var depth = linkPath.AsSpan().Count('/');
        if (target.StartsWith('/'))
        {
            if (!target.StartsWith(destination + "/", StringComparison.Ordinal))
            {
                return false;
            }

            target = target[(destination.Length + 1)..];
            depth = 0;
        }

        foreach (var part in target.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    if (--depth < 0)
                    {
                        return false;
                    }

                    break;
                default:
                    depth++;
                    break;
            }
        }

        return true;
    }
}
