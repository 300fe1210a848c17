using System.Security.Cryptography;

namespace LambdaImage.Soak;

/// <summary>What stands at a path of a layer or of an image.</summary>
/// <param name="Type"><c>f</c> file, <c>d</c> folder, <c>l</c> link.</param>
/// <param name="Mode">The permission bits; 0 for links, which have none of their own.</param>
/// <param name="Value">A file's SHA-256, a link's target, empty for a folder.</param>
internal sealed record Node(char Type, int Mode, string Value)
{
    public static Node File(int mode, byte[] content) => new('f', mode, Convert.ToHexStringLower(SHA256.HashData(content)));

    public static Node Folder(int mode) => new('d', mode, string.Empty);

    public static Node Link(string target) => new('l', 0, target);

    /// <summary>As it ought to be in an image: group and others get the owner's read and execute.</summary>
    public Node InImage()
    {
        var owner = Mode & 0b111_000_000;
        var shared = owner & 0b101_000_000;
        return Type == 'l' ? this : this with { Mode = owner | (shared >> 3) | (shared >> 6) };
    }
}
