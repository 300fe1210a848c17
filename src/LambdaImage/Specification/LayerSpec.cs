using LambdaImage.Diagnostics;
using LambdaImage.Specification.LayerSources;

namespace LambdaImage.Specification;

/// <summary>What one layer of the image is made of, and where its files go.</summary>
public sealed record LayerSpec
{
    /// <summary>What the layer is for. Any kind can be made of any source.</summary>
    public required LayerKind Kind { get; init; }

    /// <summary>The name by which messages call it.</summary>
    public required string Name { get; init; }

    /// <summary>What the layer is made of.</summary>
    public required LayerSource Source { get; init; }

    /// <summary>The user's input that declares it, for diagnostics.</summary>
    public InputOrigin? Origin { get; init; }

    /// <summary>The permission bits of every file, or <see langword="null"/> to take each file's own.</summary>
    public int? FileMode { get; init; }

    /// <summary>The permission bits of every folder, or <see langword="null"/> to take each folder's own.</summary>
    public int? DirectoryMode { get; init; }

    /// <summary>Whether files that Finder and Explorer write, such as <c>.DS_Store</c>, stay in a layer of <see cref="LayerKind.Layer"/>.</summary>
    public bool KeepDesktopFiles { get; init; }

    /// <summary>What stays out of the layer: patterns (<see cref="Names.Glob"/>) of names below the layer's root. A folder takes along what it holds.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>What happens to links that lead out of the layer's folder.</summary>
    public ExternalLinks ExternalLinks { get; init; }

    /// <summary>The folder that the project chose for it, absolute, without a slash at its end; <see langword="null"/> for the one of its kind.</summary>
    public string? Folder { get; init; }

    /// <summary>Where the base image has the folder that it goes to, if that folder is a link there; otherwise <see langword="null"/>.</summary>
    public string? LinkedTo { get; init; }

    /// <summary>The part of the function that it holds; <see langword="null"/> for all of it, and for layers of other kinds.</summary>
    public FunctionPart? Part { get; init; }

    /// <summary>What tells it from the other layers of the image, for reports: the parts of a function have the same name.</summary>
    public string Title => Part is null or FunctionPart.Code ? Name : $"{Name} ({Part.Value.ToString().ToLowerInvariant()})";

    /// <summary>
    /// Whether other images may have it too: layers, and often an emulator below and a link above them. Of a function, the code is the image's own; the
    /// other parts are those of the image before, and often of other functions.
    /// </summary>
    internal bool IsShared => Kind != LayerKind.Function || Part is not (null or FunctionPart.Code);

    /// <summary>Whether Lambda knows it as a layer: it looks for those in <c>/opt</c>.</summary>
    internal bool IsLambdaLayer => Kind == LayerKind.Layer && Folder is null;

    /// <summary>The folder of the image that it is unpacked into, absolute, without a slash at its end.</summary>
    public string Destination => LinkedTo ?? Folder ?? FolderOf(Kind);

    /// <summary>The folder in which Lambda looks for what layers of a kind hold.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The folder, absolute, without a slash at its end.</returns>
    internal static string FolderOf(LayerKind kind) => kind switch
    {
        LayerKind.Layer => "/opt",
        LayerKind.Emulator => "/var/rapid",
        LayerKind.Bootstrap => "/var/runtime",
        _ => "/var/task",
    };
}
