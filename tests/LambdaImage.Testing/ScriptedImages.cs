using System.Text.Json;
using System.Text.RegularExpressions;
using LambdaImage.References;

namespace LambdaImage.Testing;

/// <summary>The images of a <see cref="ScriptedEngine"/>, and how it answers for them when nothing else is told.</summary>
public sealed partial class ScriptedImages
{
    private readonly Lock _lock = new();
    private readonly List<ScriptedImage> _images = [];
    private readonly List<ScriptedImage> _registry = [];
    private int _built;

    /// <summary>How they are stored.</summary>
    public ScriptedStore Store { get; set; }

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
            await ScriptedAnswers.Lines("{\"stream\":\"Step 1/2 : FROM base\\n\"}", "{\"stream\":\"Successfully built\\n\"}")(exchange);
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
            await ScriptedAnswers.Lines(Load(exchange.Request))(exchange);
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
                var loaded = new ScriptedLoad(archive, _images).Read(Store);
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
                        _images[index] = _images[index] with { Tags = [.. _images[index].Tags, .. image.Tags] };
                    }
                }

                return JsonSerializer.Serialize(new { stream = $"Loaded image: {string.Join(' ', loaded.SelectMany(image => image.Tags))}\n" });
            }
            catch (ScriptedRefusalException refusal)
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
            Untag([name]);
            _images.RemoveAll(image => image.Id == name || image.Tags.Count == 0);
        }
    }

    internal ScriptedAnswer AnswerTo(RecordedRequest request) => (request.Method, request.Path) switch
    {
        ("GET", "/images/json") => exchange => exchange.SendAsync(200, JsonSerializer.Serialize(All.Where(image => IsAskedFor(image, request)).Select(Listed))),
        ("GET", "/info") => exchange => exchange.SendAsync(200, Store.Info()),
        ("POST", "/build") => BuildAsync,
        ("POST", "/images/load") when Store != ScriptedStore.Unknown => LoadAsync,
        ("GET", var path) when path.EndsWith("/get", StringComparison.Ordinal) => exchange => ExportAsync(exchange, path["/images/".Length..^"/get".Length]),
        ("POST", "/images/create") => PullAsync,
        ("GET", var path) when path.EndsWith("/json", StringComparison.Ordinal) => exchange => InspectAsync(exchange, path["/images/".Length..^"/json".Length]),
        ("POST", var path) when path.EndsWith("/tag", StringComparison.Ordinal) => exchange => TagAsync(exchange, path["/images/".Length..^"/tag".Length]),
        ("DELETE", var path) => exchange => RemoveAsync(exchange, path["/images/".Length..]),
        _ => ScriptedAnswers.Refusal(404, "page not found"),
    };

    private static object Listed(ScriptedImage image) => new { image.Id, RepoTags = image.Tags, RepoDigests = image.Digests, image.Labels };

    private static bool IsAskedFor(ScriptedImage image, RecordedRequest request)
    {
        using var filters = JsonDocument.Parse(request.Values("filters") is [var given, ..] ? given : "{}");
        return filters.RootElement.EnumerateObject().All(filter => filter.Value.EnumerateObject().Any(value => filter.Name == "label"
            ? image.Labels.Any(label => value.Name == label.Key || value.Name == $"{label.Key}={label.Value}")
            : image.Tags.Concat(image.Digests).Any(own => ImageReference.ParseOrNull(own)?.StoredName == value.Name)));
    }

    private static bool IsCalled(ScriptedImage image, string name) => image.Id == name || image.Tags.Contains(name) || image.Digests.Contains(name);

    private Task InspectAsync(ScriptedExchange exchange, string name) => All.FirstOrDefault(image => IsCalled(image, name)) is { } image
        ? exchange.SendAsync(200, JsonSerializer.Serialize(new
        {
            image.Id,
            RepoTags = image.Tags,
            RepoDigests = image.Digests,
            image.Architecture,
            Config = image.Members,
            RootFS = new { Type = "layers", image.Layers },
        }))
        : ScriptedAnswers.Refusal(404, $"No such image: {name}")(exchange);

    private Task ExportAsync(ScriptedExchange exchange, string name) => All.FirstOrDefault(image => IsCalled(image, name)) is { } image
        ? exchange.SendAsync(200, new ScriptedExport().Add(image).ToArray(), "application/x-tar")
        : ScriptedAnswers.Refusal(404, $"No such image: {name}")(exchange);

    private Task PullAsync(ScriptedExchange exchange)
    {
        var name = exchange.Request.Values("fromImage").Single();
        var tag = exchange.Request.Values("tag").Single();
        var full = tag.StartsWith("sha256:", StringComparison.Ordinal) ? $"{name}@{tag}" : $"{name}:{tag}";
        lock (_lock)
        {
            if (_registry.Find(image => IsCalled(image, full)) is not { } found)
            {
                return ScriptedAnswers.Refusal(404, $"manifest for {full} not found: manifest unknown")(exchange);
            }

            _images.RemoveAll(image => IsCalled(image, full));
            _images.Add(found);
        }

        return ScriptedAnswers.Lines("{\"status\":\"Pulling from base\",\"id\":\"1\"}", "{\"status\":\"Pull complete\",\"id\":\"1\"}")(exchange);
    }

    private async Task TagAsync(ScriptedExchange exchange, string id)
    {
        await exchange.ReadBodyAsync();
        var name = $"{exchange.Request.Values("repo").Single()}:{exchange.Request.Values("tag").Single()}";
        lock (_lock)
        {
            Untag([name]);
            var index = _images.FindIndex(image => image.Id == id);
            _images[index] = _images[index] with { Tags = [.. _images[index].Tags, name] };
        }

        await exchange.SendAsync(201, string.Empty);
    }

    private Task RemoveAsync(ScriptedExchange exchange, string name)
    {
        Remove(name);
        return exchange.SendAsync(200, "[]");
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
