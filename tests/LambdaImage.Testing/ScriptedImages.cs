using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaImage.Oci;

namespace LambdaImage.Testing;

/// <summary>The images of a <see cref="ScriptedEngine"/>, and how it answers for them when nothing else is told.</summary>
public sealed partial class ScriptedImages
{
    private readonly Lock _lock = new();
    private readonly List<ScriptedImage> _images = [];
    private readonly List<ScriptedImage> _registry = [];
    private readonly List<ScriptedImage> _unpacked = [];
    private int _built;

    /// <summary>How they are stored.</summary>
    public ScriptedStore Store { get; set; }

    /// <summary>Whether a containerd store keeps the unpacked files of images whose blobs it has no more.</summary>
    public bool KeepsUnpacked { get; set; }

    /// <summary>The images that the engine has now.</summary>
    public IReadOnlyList<ScriptedImage> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _images];
            }
        }
    }

    /// <summary>Adds an image to the engine.</summary>
    public void Add(ScriptedImage image)
    {
        lock (_lock)
        {
            _images.Add(image);
        }
    }

    /// <summary>Adds an image to the registry that the engine pulls from.</summary>
    public void AddToRegistry(ScriptedImage image)
    {
        lock (_lock)
        {
            _registry.Add(image);
        }
    }

    /// <summary>Builds an image as asked: the answer to <c>POST /build</c> when nothing goes wrong.</summary>
    public async Task BuildAsync(ScriptedExchange exchange)
    {
        if (await TakeInAsync(exchange))
        {
            await ScriptedResponses.Lines("{\"stream\":\"Step 1/2 : FROM base\\n\"}", "{\"stream\":\"Successfully built\\n\"}")(exchange);
        }
    }

    /// <summary>Builds an image as asked, and answers nothing.</summary>
    /// <returns>Whether the request was whole.</returns>
    public async Task<bool> TakeInAsync(ScriptedExchange exchange)
    {
        await exchange.ReadBodyAsync();
        if (!exchange.Request.IsComplete)
        {
            return false;
        }

        var labels = LabelPattern().Matches(exchange.Request.ReadDockerfile().Split('\n').Last(line => line.StartsWith("LABEL ", StringComparison.Ordinal)));
        var names = exchange.Request.Values("t");
        lock (_lock)
        {
            Untag(names);
            _images.Add(new($"sha256:built{++_built}")
            {
                Tags = names,
                Labels = labels.ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value),
            });
        }

        return true;
    }

    /// <summary>Loads an image as asked: the answer to <c>POST /images/load</c> when nothing goes wrong.</summary>
    public async Task LoadAsync(ScriptedExchange exchange)
    {
        await exchange.ReadBodyAsync();
        if (exchange.Request.IsComplete)
        {
            await ScriptedResponses.Lines(Load(exchange.Request))(exchange);
        }
    }

    /// <summary>Takes in the image of a request to load one.</summary>
    /// <returns>What the engine says of it.</returns>
    public string Load(RecordedRequest request)
    {
        var archive = request.ReadTar();
        lock (_lock)
        {
            try
            {
                _unpacked.AddRange(KeepsUnpacked ? _images : []);
                var loaded = new ScriptedLoad(archive, [.. _images.SelectMany(image => image.Others.Prepend(image))], _unpacked).Read(Store);
                foreach (var image in loaded)
                {
                    Untag(image.Tags);
                    var index = _images.FindIndex(other => other.Id == image.Id);
                    if (index < 0)
                    {
                        _images.Add(image);
                    }
                    else
                    {
                        _images[index] = image with { Tags = [.. _images[index].Tags, .. image.Tags] };
                    }
                }

                return JsonSerializer.Serialize(new { stream = $"Loaded image: {string.Join(' ', loaded.SelectMany(image => image.Tags))}\n" });
            }
            catch (ScriptedErrorException refusal)
            {
                return JsonSerializer.Serialize(new { errorDetail = new { message = refusal.Message }, error = refusal.Message });
            }
        }
    }

    /// <summary>Answers as the engine does when nothing is told.</summary>
    public Task AnswerAsync(ScriptedExchange exchange) => AnswerTo(exchange.Request)(exchange);

    /// <summary>Takes a name from its image, and the image along if it was the last; or the image with an id.</summary>
    public void Remove(string name)
    {
        lock (_lock)
        {
            var removed = _images.Where(image => image.Id == name || image.Tags.SequenceEqual([name])).Select(image => image.Id).ToList();
            _unpacked.AddRange(KeepsUnpacked ? _images.Where(image => removed.Contains(image.Id)) : []);
            Untag([name]);
            _images.RemoveAll(image => removed.Contains(image.Id));
        }
    }

    internal ScriptedResponse AnswerTo(RecordedRequest request) => (request.Method, request.Path) switch
    {
        ("GET", "/images/json") => exchange => exchange.SendAsync(200, JsonSerializer.Serialize(All.Where(image => IsAskedFor(image, request) && (image.IsComplete || Store != ScriptedStore.OldContainerd)).Select(Listed))),
        ("GET", "/info") => exchange => exchange.SendAsync(200, Store.Info()),
        ("POST", "/build") => BuildAsync,
        ("POST", "/images/load") when Store != ScriptedStore.Unknown => LoadAsync,
        ("GET", var path) when path.EndsWith("/get", StringComparison.Ordinal) => exchange => ExportAsync(exchange, path["/images/".Length..^"/get".Length]),
        ("POST", "/images/create") => PullAsync,
        ("POST", "/containers/create") => CreateAsync,
        ("HEAD", var path) when path.StartsWith("/containers/", StringComparison.Ordinal) => StatAsync,
        ("DELETE", var path) when path.StartsWith("/containers/", StringComparison.Ordinal) => ScriptedResponses.Body(string.Empty, 204),
        ("GET", var path) when path.EndsWith("/json", StringComparison.Ordinal) => exchange => InspectAsync(exchange, path["/images/".Length..^"/json".Length]),
        ("GET", var path) when path.EndsWith("/history", StringComparison.Ordinal) => exchange => HistoryAsync(exchange, path["/images/".Length..^"/history".Length]),
        ("POST", var path) when path.EndsWith("/tag", StringComparison.Ordinal) => exchange => TagAsync(exchange, path["/images/".Length..^"/tag".Length]),
        ("DELETE", var path) => exchange => RemoveAsync(exchange, path["/images/".Length..]),
        _ => ScriptedResponses.Refusal(404, "page not found"),
    };

    private static object Listed(ScriptedImage image) => new { image.Id, RepoTags = image.Tags, RepoDigests = image.Digests, Labels = image.IsComplete ? image.Labels : null };

    private static bool IsAskedFor(ScriptedImage image, RecordedRequest request)
    {
        using var filters = JsonDocument.Parse(request.Values("filters") is [var given, ..] ? given : "{}");
        return filters.RootElement.EnumerateObject().All(filter => filter.Value.EnumerateObject().Any(value => filter.Name == "label"
            ? image.Labels.Any(label => value.Name == label.Key || value.Name == $"{label.Key}={label.Value}")
            : image.Tags.Concat(image.Digests).Any(own => ImageReference.ParseOrNull(own)?.StoredName == value.Name)));
    }

    private static bool IsCalled(ScriptedImage image, string name) => image.Id == name || image.Tags.Contains(name) || image.Digests.Contains(name);

    private Task InspectAsync(ScriptedExchange exchange, string name)
    {
        var wanted = exchange.Request.Values("platform") is [var platform] ? JsonDocument.Parse(platform).RootElement.GetProperty("architecture").GetString() : null;
        if (All.FirstOrDefault(image => IsCalled(image, name)) is not { } image)
        {
            return ScriptedResponses.Refusal(404, $"No such image: {name}")(exchange);
        }

        var shown = (wanted is null ? Here(image) : Here(image).Where(other => other.Architecture == wanted)).FirstOrDefault();
        if (shown is null)
        {
            return ScriptedResponses.Refusal(404, $"image with reference {name} was found but does not provide the specified platform (linux/{wanted})")(exchange);
        }

        var isWhole = shown.IsComplete || Store == ScriptedStore.OldContainerd;
        var type = image.Others.Count > 0 && wanted is null ? "application/vnd.oci.image.index.v1+json" : "application/vnd.oci.image.manifest.v1+json";
        return exchange.SendAsync(200, JsonSerializer.Serialize(new
        {
            Id = wanted is null ? image.Id : shown.Id,
            RepoTags = image.Tags,
            RepoDigests = image.Digests,
            shown.Architecture,
            Config = isWhole ? (Store == ScriptedStore.Podman ? shown.Members.Where(member => member.Key != "OnBuild").ToDictionary() : shown.Members) : null,
            RootFS = new { Type = "layers", Layers = isWhole ? shown.Layers : null },
            Descriptor = Store == ScriptedStore.Containerd ? new { mediaType = type, digest = image.Id } : null,
        }));
    }

    private Task HistoryAsync(ScriptedExchange exchange, string name)
    {
        var triggers = All.First(image => IsCalled(image, name)).Config.TryGetValue("OnBuild", out var all) ? (IEnumerable<string>)all : [];
        return exchange.SendAsync(200, JsonSerializer.Serialize(triggers.Select(trigger => new { CreatedBy = $"/bin/sh -c #(nop)  ONBUILD {trigger}" })));
    }

    private static IEnumerable<ScriptedImage> Here(ScriptedImage image) => image.Others.Prepend(image).Where(other => other.IsHere);

    private Task ExportAsync(ScriptedExchange exchange, string name) => All.FirstOrDefault(image => IsCalled(image, name)) is not { } image
        ? ScriptedResponses.Refusal(404, $"No such image: {name}")(exchange)
        : image.Others.Prepend(image).Any(other => !other.IsHere) && exchange.Request.Values("platform").Count == 0
            ? ScriptedResponses.Refusal(404, "unable to create manifests file: NotFound: content digest sha256:0: not found")(exchange)
            : exchange.SendAsync(200, new ScriptedExport().Add(image).ToArray(), "application/x-tar");

    private async Task CreateAsync(ScriptedExchange exchange)
    {
        await exchange.ReadBodyAsync();
        using var parameters = JsonDocument.Parse(exchange.Request.ReadText());
        var name = parameters.RootElement.GetProperty("Image").GetString()!;
        await (All.FirstOrDefault(image => IsCalled(image, name)) is { } image
            ? exchange.SendAsync(201, JsonSerializer.Serialize(new { Id = "container-of-" + image.Id }))
            : exchange.SendAsync(404, JsonSerializer.Serialize(new { message = $"No such image: {name}" })));
    }

    // https://docs.docker.com/reference/api/engine/version/v1.51/#tag/Container/operation/ContainerArchiveInfo
    private Task StatAsync(ScriptedExchange exchange)
    {
        var id = exchange.Request.Path["/containers/".Length..^"/archive".Length].Replace("container-of-", string.Empty, StringComparison.Ordinal);
        var path = exchange.Request.Values("path").Single();
        var target = All.FirstOrDefault(image => image.Id == id)?.Links.GetValueOrDefault(path) ?? string.Empty;
        var stat = JsonSerializer.SerializeToUtf8Bytes(new { name = path, mode = target.Length == 0 ? 2147484141 : 134218239, linkTarget = target });
        return exchange.SendAsync(200, [], "application/json", $"X-Docker-Container-Path-Stat: {Convert.ToBase64String(stat)}\r\n");
    }

    private Task PullAsync(ScriptedExchange exchange)
    {
        var name = exchange.Request.Values("fromImage").Single();
        var tag = exchange.Request.Values("tag").Single();
        var full = tag.StartsWith("sha256:", StringComparison.Ordinal) ? $"{name}@{tag}" : $"{name}:{tag}";
        lock (_lock)
        {
            if (_registry.Find(image => IsCalled(image, full)) is not { } found)
            {
                return ScriptedResponses.Refusal(404, $"manifest for {full} not found: manifest unknown")(exchange);
            }

            _images.RemoveAll(image => IsCalled(image, full));
            _images.Add(found);
        }

        return ScriptedResponses.Lines("{\"status\":\"Pulling from base\",\"id\":\"1\"}", "{\"status\":\"Pull complete\",\"id\":\"1\"}")(exchange);
    }

    private async Task TagAsync(ScriptedExchange exchange, string id)
    {
        await exchange.ReadBodyAsync();
        var name = $"{exchange.Request.Values("repo").Single()}:{exchange.Request.Values("tag").Single()}";
        bool found;
        lock (_lock)
        {
            found = _images.Exists(image => image.Id == id);
            if (found)
            {
                Untag([name]);
                var index = _images.FindIndex(image => image.Id == id);
                _images[index] = _images[index] with { Tags = [.. _images[index].Tags, name] };
            }
        }

        await (found ? exchange.SendAsync(201, string.Empty) : exchange.SendAsync(404, $$"""{"message":"No such image: {{id}}"}"""));
    }

    private async Task RemoveAsync(ScriptedExchange exchange, string name)
    {
        if (!All.Any(image => image.Id == name || image.Tags.Contains(name)))
        {
            await ScriptedResponses.Refusal(404, $"No such image: {name}")(exchange);
            return;
        }

        Remove(name);
        await exchange.SendAsync(200, "[]");
    }

    private void Untag(IReadOnlyCollection<string> names)
    {
        for (var i = 0; i < _images.Count; i++)
        {
            _images[i] = _images[i] with { Tags = [.. _images[i].Tags.Except(names)] };
        }
    }

    [GeneratedRegex("\"([^\"]+)\"=\"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex LabelPattern();
}
