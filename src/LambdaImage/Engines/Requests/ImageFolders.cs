using System.Net;
using System.Text;
using System.Text.Json;
using LambdaImage.Engines.Http;
using LambdaImage.Json;
using LambdaImage.Lambda;

namespace LambdaImage.Engines.Requests;

/// <summary>
/// Resolves folders of an image, any part of which can be a symbolic link, in a container that is never started:
/// https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerArchiveInfo.
/// </summary>
internal static class ImageFolders
{
    // As Linux follows them: https://man7.org/linux/man-pages/man7/path_resolution.7.html.
    private const int MostLinks = 40;

    // What a container holds at a path, in base64.
    private const string PathStat = "X-Docker-Container-Path-Stat";

    // What Go's os.FileMode says of a symbolic link: https://pkg.go.dev/io/fs#ModeSymlink.
    private const long LinkMode = 1L << 27;

    // After a failure or a cancellation nobody should wait long for the engine once more.
    private static readonly TimeSpan PatienceToRemove = TimeSpan.FromSeconds(10);

    /// <summary>Makes a container, resolves the folders in it, and removes the container.</summary>
    /// <param name="connect">Connects to the engine.</param>
    /// <param name="image">The image's id.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="paths">The absolute paths of the folders.</param>
    /// <param name="cancellationToken">Stops the requests. The container is removed in any case.</param>
    /// <returns>The paths as the image resolves them. One that has more links than Linux follows stays as it is.</returns>
    /// <exception cref="EngineErrorException">The engine refused.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string image,
        LambdaArchitecture architecture,
        IReadOnlyCollection<string> paths,
        CancellationToken cancellationToken)
    {
        var container = await CreateAsync(connect, image, architecture, cancellationToken).ConfigureAwait(false);
        try
        {
            var targets = new Dictionary<string, string?>(StringComparer.Ordinal);
            var resolved = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var path in paths)
            {
                resolved[path] = await ResolveAsync(path, TargetAsync).ConfigureAwait(false);
            }

            return resolved;

            async ValueTask<string?> TargetAsync(string path) => targets.TryGetValue(path, out var target)
                ? target
                : targets[path] = await LinkTargetAsync(connect, container, path, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RemoveAsync(connect, container).ConfigureAwait(false);
        }
    }

    /// <summary>Resolves a path part by part.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="targetOf">Tells the target of a path that is a link, and <see langword="null"/> for any other.</param>
    /// <returns>The path without links.</returns>
    public static async Task<string> ResolveAsync(string path, Func<string, ValueTask<string?>> targetOf)
    {
        var ahead = new Stack<string>(path.Split('/').Reverse());
        var resolved = new List<string>();
        var links = 0;
        while (ahead.TryPop(out var part))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == "..")
            {
                resolved.RemoveRange(Math.Max(0, resolved.Count - 1), Math.Min(1, resolved.Count));
                continue;
            }

            resolved.Add(part);
            if (await targetOf('/' + string.Join('/', resolved)).ConfigureAwait(false) is not { Length: > 0 } target)
            {
                continue;
            }

            if (++links > MostLinks)
            {
                return path;
            }

            resolved.RemoveRange(target[0] == '/' ? 0 : resolved.Count - 1, target[0] == '/' ? resolved.Count : 1);
            foreach (var next in target.Split('/').Reverse())
            {
                ahead.Push(next);
            }
        }

        // A layer can't take the place of the root.
        return resolved.Count == 0 ? path : '/' + string.Join('/', resolved);
    }

    private static async Task<string> CreateAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string image,
        LambdaArchitecture architecture,
        CancellationToken cancellationToken)
    {
        // An image without a command makes no container.
        var body = Encoding.UTF8.GetBytes($$"""{"Image":"{{JsonEncodedText.Encode(image)}}","Cmd":["none"],"NetworkDisabled":true}""");
        using var exchange = new EngineExchange(await connect(cancellationToken).ConfigureAwait(false));
        await exchange.PostAsync("/containers/create?platform=" + Uri.EscapeDataString(architecture.Platform.ToString()), body, cancellationToken).ConfigureAwait(false);
        var head = await exchange.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        var response = await exchange.ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        if (head.Status != HttpStatusCode.Created)
        {
            throw new EngineErrorException(head.Status, Encoding.UTF8.GetString(response));
        }

        return ForeignJson.Text(ForeignJson.Parse(response), "Id") ?? throw new JsonException("the container has no id");
    }

    private static async Task RemoveAsync(Func<CancellationToken, ValueTask<Stream>> connect, string container)
    {
        using var limit = new CancellationTokenSource(PatienceToRemove);
        try
        {
            // With the volumes that the image asked for.
            using var exchange = await EngineRequest.SendAsync(connect, "DELETE", $"/containers/{container}?force=1&v=1", registryAuth: null, limit.Token).ConfigureAwait(false);
            await exchange.ReadHeadAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new EngineSilentException(PatienceToRemove, exception);
        }
    }

    private static async Task<string?> LinkTargetAsync(
        Func<CancellationToken, ValueTask<Stream>> connect,
        string container,
        string path,
        CancellationToken cancellationToken)
    {
        using var exchange = await EngineRequest.SendAsync(
            connect,
            "HEAD",
            $"/containers/{container}/archive?path={Uri.EscapeDataString(path)}",
            registryAuth: null,
            cancellationToken).ConfigureAwait(false);
        var head = await exchange.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head.Status != HttpStatusCode.OK || head.Header(PathStat).Length == 0)
        {
            return null;
        }

        var stat = ForeignJson.Parse(Decode(head.Header(PathStat)));
        return ForeignJson.Number(stat, "mode") is { } mode && (mode & LinkMode) != 0 ? ForeignJson.Text(stat, "linkTarget") : null;
    }

    private static byte[] Decode(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException exception)
        {
            throw new JsonException("what a container holds is not told in base64", exception);
        }
    }
}
