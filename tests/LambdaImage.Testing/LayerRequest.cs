namespace LambdaImage.Testing;

/// <summary>A request as <see cref="LayerServer"/> got it.</summary>
public sealed record LayerRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The path, without query.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>The query's pairs in the order in which they came, decoded.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query =>
    [
        .. (Target.Split('?', 2) is [_, { Length: > 0 } query] ? query : string.Empty)
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create(Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair.Length > 1 ? pair[1] : string.Empty))),
    ];

    /// <summary>A value of the query, or <see langword="null"/>.</summary>
    public string? Parameter(string name) => Query.Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();

    /// <summary>A header, or <see langword="null"/>.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
