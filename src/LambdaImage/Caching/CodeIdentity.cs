namespace LambdaImage.Caching;

/// <summary>
/// Which code computed a value that is cached on this machine. It differs between any two builds of this library, also between
/// those of one version, so that a value that older code got wrong isn't used again.
/// </summary>
internal static class CodeIdentity
{
    /// <summary>The identity, without white space.</summary>
    public static string Value { get; } = typeof(CodeIdentity).Module.ModuleVersionId.ToString("N");

    /// <summary>Makes the key of a cached value.</summary>
    /// <param name="code">The identity of the code that computes it: <see cref="Value"/>, except in tests.</param>
    /// <param name="parts">What the value depends on, its kind first.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Key(string code, params string?[] parts)
    {
        using var writer = new Sha256Writer();
        writer.Add(code);
        foreach (var part in parts)
        {
            writer.Add(part);
        }

        return writer.End();
    }
}
