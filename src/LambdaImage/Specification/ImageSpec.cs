using LambdaImage.Lambda;
using LambdaImage.Oci;

namespace LambdaImage.Specification;

/// <summary>The image that a project asks for, validated and with all defaults filled in. It reads no layer.</summary>
public sealed record ImageSpec
{
    /// <summary>The project's name: the value of the label <c>lambdaimage.project</c>.</summary>
    public required string Project { get; init; }

    /// <summary>What tells the project from others: the value of the label <c>lambdaimage.project.id</c>.</summary>
    public string ProjectId { get; init; } = string.Empty;

    /// <summary>The names that the image gets; the first is the one reported.</summary>
    public required IReadOnlyList<ImageReference> Names { get; init; }

    /// <summary>The base image.</summary>
    public required ImageReference BaseImage { get; init; }

    /// <summary>The digest of the base image, if its name is known to mean that.</summary>
    public Digest? BaseImageDigest { get; init; }

    /// <summary>Other names of the base image, which are tried when its registry does not give it; the same image, so they are no part of its identity.</summary>
    public IReadOnlyList<ImageReference> BaseImageMirrors { get; init; } = [];

    /// <summary>The archive that the base image comes from; <see langword="null"/> if it comes from an engine or a registry.</summary>
    public string? BaseArchive { get; init; }

    /// <summary>Whether the base is one of AWS's, in which the folders that layers go to are folders and no links.</summary>
    public bool IsLambdaBase { get; init; }

    /// <summary>Whether a container starts what <see cref="Handler"/> names, as AWS's base images with .NET do.</summary>
    internal bool RunsDotNet => IsLambdaBase && StartsAsBase && BaseImage.Path[(BaseImage.Path.LastIndexOf('/') + 1)..] == "dotnet";

    /// <summary>Whether a container starts as the base has it: the image has no entrypoint of its own, or names the one of AWS's base images.</summary>
    internal bool StartsAsBase => EntryPoint is [] or ["/lambda-entrypoint.sh", ..];

    /// <summary>The file of the assembly that the handler names, if it names a program and no method.</summary>
    internal string? ProgramFile => Handler is null || Handler.Contains(':', StringComparison.Ordinal) ? null
        : Handler.EndsWith(".dll", StringComparison.Ordinal) ? Handler
        : Handler + ".dll";

    /// <summary>The Lambda runtime; <see langword="null"/> if nothing says which.</summary>
    public LambdaRuntime? Runtime { get; init; }

    /// <summary>Whether the function brings .NET itself, and that looks for ICU when it starts.</summary>
    public bool NeedsIcu { get; init; }

    /// <summary>Whether the function is a single file that writes what it holds into a folder when it starts.</summary>
    public bool ExtractsItself { get; init; }

    /// <summary>The version of glibc that the base image has, as far as that is known.</summary>
    public Version? Glibc { get; init; }

    /// <summary>The architecture of base and image.</summary>
    public required LambdaArchitecture Architecture { get; init; }

    /// <summary>What each layer is made of, in the order in which the layers are put on the base.</summary>
    public required IReadOnlyList<LayerSpec> Layers { get; init; }

    /// <summary>The folders that the project chose for layers.</summary>
    internal IEnumerable<string> ChosenFolders => Layers.Select(layer => layer.Folder).OfType<string>();

    /// <summary>Whether the parts of the function are layers of their own.</summary>
    public LayerSplit Split { get; init; }

    /// <summary>When the image gets a runtime interface emulator, and from where; <see langword="null"/> for never.</summary>
    public EmulatorSpec? Emulator { get; init; }

    /// <summary>The image's command, Lambda's handler; <see langword="null"/> keeps the base image's.</summary>
    public string? Handler { get; init; }

    /// <summary>The program that a container runs and its first arguments; empty keeps the base image's.</summary>
    public IReadOnlyList<string> EntryPoint { get; init; } = [];

    /// <summary>The user and group that it runs as, outside Lambda; <see langword="null"/> keeps the base image's.</summary>
    public string? User { get; init; }

    /// <summary>The folder that it starts in; <see langword="null"/> keeps the base image's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables of the image, by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of the image besides our own, by name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>When the base image is pulled.</summary>
    public PullPolicy PullPolicy { get; init; } = PullPolicy.Missing;

    /// <summary>Where the image goes.</summary>
    public DestinationSpec Destinations { get; init; } = new();

    /// <summary>The file that tells scripts what was built, as a full path; <see langword="null"/> for none.</summary>
    public string? MetadataFile { get; init; }

    /// <summary>How the image gets onto the engine.</summary>
    public BuildStrategy Strategy { get; init; }

    /// <summary>Whether to build even if the image is up to date.</summary>
    public bool ForceBuild { get; init; }

    /// <summary>
    /// The time of every file in the image, in seconds since 1970. The default is the start of 1980, the earliest that a
    /// zip can hold: tools in the image that compare or pack files accept it.
    /// </summary>
    public long Timestamp { get; init; } = DefaultTimestamp;

    /// <summary>
    /// When the image says that it was made, in seconds since 1970. It changes no layer. The default is far in the future: engines compare it
    /// with the present to find images that are old enough to prune, and equal inputs must give equal images at any time.
    /// </summary>
    public long Created { get; init; } = DefaultCreated;

    /// <summary>2100-01-01T00:00:00Z in seconds since 1970: as an unsigned number of 32 bits it can still be held.</summary>
    public const long DefaultCreated = 4_102_444_800;

    /// <summary>1980-01-01T00:00:00Z in seconds since 1970.</summary>
    public const long DefaultTimestamp = 315_532_800;
}
