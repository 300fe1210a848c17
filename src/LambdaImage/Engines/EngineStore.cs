using System.Net;
using System.Text.Json;
using LambdaImage.Json;
using LambdaImage.Lambda;

namespace LambdaImage.Engines;

/// <summary>How an engine stores images, which decides how one can be loaded without the layers that are there already.</summary>
/// <param name="Kind">The kind of store.</param>
/// <param name="Description">The engine and its store, for messages.</param>
public sealed record EngineStore(EngineStoreKind Kind, string Description)
{
    /// <summary>The fewest layers that are too many for any store.</summary>
    internal const int FewestMaxLayers = 125;

    // What one page of mount options holds, with snapshots' numbers of six digits. With numbers of three, 495 layers worked and 500 did not.
    private const int ContainerdMaxLayers = 400;

    // As above, with a longer name for each layer. With Podman 4.3, 127 layers worked and 140 did not.
    private const int PodmanMaxLayers = 127;

    // The limit of Docker's layer store, whatever its driver: https://github.com/moby/moby/blob/v28.5.2/daemon/internal/layer/layer.go.
    // https://github.com/moby/moby/blob/master/daemon/containerd/service.go: how a daemon says that containerd stores its images.
    private const string ContainerdDriver = "io.containerd.snapshotter.v1";

    /// <summary>The engines' name of the architecture that the engine runs on, <c>amd64</c> for example; empty if it does not tell.</summary>
    public string Architecture { get; init; } = string.Empty;

    /// <summary>How many layers an image can have at most.</summary>
    public int MaxLayers { get; init; } = int.MaxValue;

    /// <summary>The path of the request that tells it.</summary>
    internal const string Path = "/info";

    /// <summary>Whether an engine may have a store that is known here.</summary>
    /// <param name="server">The header <c>Server</c> of its responses.</param>
    /// <returns>Whether it calls itself Docker or Podman.</returns>
    internal static bool MayLoad(string server) => server.StartsWith("Docker/", StringComparison.Ordinal) || IsPodman(server);

    /// <summary>Reads what an engine says of itself.</summary>
    /// <param name="server">The header <c>Server</c>, empty if there is none.</param>
    /// <param name="body">The response's body.</param>
    /// <returns>The store.</returns>
    /// <exception cref="JsonException">It is not what an engine says of itself.</exception>
    internal static EngineStore Read(string server, byte[] body)
    {
        var root = ForeignJson.Parse(body);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the response is not an object");
        }

        var driver = ForeignJson.Text(root, "Driver") ?? "unknown";
        var description = $"{(server.Length > 0 ? server : "an unnamed engine")}, storage driver {driver}";

        return IsPodman(server) ? new(EngineStoreKind.Podman, description) { MaxLayers = PodmanMaxLayers }
            : !MayLoad(server) ? new(EngineStoreKind.Other, description)
            : IsContainerd(root) ? new(EngineStoreKind.Containerd, description) { MaxLayers = ContainerdMaxLayers, Architecture = ArchitectureIn(root) }
            : new(EngineStoreKind.GraphDriver, description) { MaxLayers = FewestMaxLayers };
    }

    /// <summary>The store of an engine that does not tell, as one behind a proxy that lets few requests through.</summary>
    /// <param name="status">The response's status.</param>
    /// <returns>A store of which nothing is known.</returns>
    internal static EngineStore Untold(HttpStatusCode status) => new(EngineStoreKind.Other, $"an engine that does not tell of its store (HTTP {(int)status})");

    /// <summary>Whether an engine is Podman.</summary>
    /// <param name="server">The header <c>Server</c> of its responses.</param>
    /// <returns>Whether it calls itself so.</returns>
    internal static bool IsPodman(string server) => server.StartsWith("Libpod/", StringComparison.Ordinal);

    // It names the machine as Linux does.
    private static string ArchitectureIn(JsonElement info) => ForeignJson.Text(info, "Architecture") switch
    {
        "x86_64" => LambdaArchitecture.X64.EngineName,
        "aarch64" => LambdaArchitecture.Arm64.EngineName,
        var other => other ?? string.Empty,
    };

    private static bool IsContainerd(JsonElement info) =>
        ForeignJson.Member(info, "DriverStatus", JsonValueKind.Array) is { } status &&
        status.EnumerateArray().Any(pair =>
            pair.ValueKind == JsonValueKind.Array && pair.EnumerateArray().Any(value => value.ValueKind == JsonValueKind.String && value.ValueEquals(ContainerdDriver)));
}
