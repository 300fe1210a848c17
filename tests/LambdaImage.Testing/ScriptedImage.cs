using System.Text;
using LambdaImage.Oci;

namespace LambdaImage.Testing;

/// <summary>An image of a <see cref="ScriptedEngine"/>.</summary>
/// <param name="Id">Its id.</param>
public sealed record ScriptedImage(string Id)
{
    private readonly IReadOnlyList<string>? _layers;
    private readonly IReadOnlyList<string>? _blobs;

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

    /// <summary>What else its config says, by member.</summary>
    public IReadOnlyDictionary<string, object> Config { get; init; } = new Dictionary<string, object>();

    /// <summary>The digests of its layers' tars, the lowest first; a single one, made up of its id, unless they are said. Each other text becomes one.</summary>
    public IReadOnlyList<string> Layers
    {
        get => _layers ?? [DigestOf("layer of " + Id)];
        init => _layers = [.. value.Select(layer => Digest.ParseOrNull(layer)?.ToString() ?? DigestOf(layer))];
    }

    /// <summary>The digests of its packed layers, the lowest first. A containerd store has those.</summary>
    public IReadOnlyList<string> Blobs
    {
        get => _blobs ?? [.. Layers.Select(ScriptedExport.DigestOfPacked)];
        init => _blobs = value;
    }

    /// <summary>Its images for other platforms: it is an index of several then.</summary>
    public IReadOnlyList<ScriptedImage> Others { get; init; } = [];

    /// <summary>Whether the content for its own platform is there.</summary>
    public bool IsHere { get; init; } = true;

    /// <summary>Whether all of its content is there.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The targets of its symbolic links, by path.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();

    /// <summary>A digest that tests can name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The digest of the name.</returns>
    public static string DigestOf(string name) => ScriptedExport.DigestOf(Encoding.UTF8.GetBytes(name));

    /// <summary>The members of its config.</summary>
    internal Dictionary<string, object> Members => new(Config) { ["Labels"] = Labels, ["Entrypoint"] = Entrypoint };
}
