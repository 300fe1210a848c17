namespace LambdaImage.Testing;

/// <summary>An image of a <see cref="ScriptedEngine"/>.</summary>
/// <param name="Id">Its id.</param>
public sealed record ScriptedImage(string Id)
{
    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The digests under which repositories know it.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Its architecture, by the engines' name.</summary>
    public string Architecture { get; init; } = "amd64";

    /// <summary>Its entrypoint.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];
}
