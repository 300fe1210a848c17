using System.Text.Json;
using LambdaImage.Json;

namespace LambdaImage.Oci;

/// <summary>
/// How an image's containers run: the member <c>config</c> of https://github.com/opencontainers/image-spec/blob/main/config.md, with three
/// members that are Docker's own. Engines name them as the specification does.
/// </summary>
public sealed record ContainerConfig
{
    /// <summary>The user and group that the process runs as.</summary>
    public string? User { get; init; }

    /// <summary>The ports that it listens on, <c>8080/tcp</c> for example.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Environment variables, <c>name=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>The program, and arguments that come before those of <see cref="Cmd"/>.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The default arguments.</summary>
    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>The folders for volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>The folder that the process starts in.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>The labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The signal that ends the process.</summary>
    public string? StopSignal { get; init; }

    /// <summary>How an engine checks that a container works; Docker's own.</summary>
    public JsonElement? Healthcheck { get; init; }

    /// <summary>The shell for builds; Docker's own.</summary>
    public IReadOnlyList<string> Shell { get; init; } = [];

    /// <summary>For how many seconds an engine waits for the process to end; Docker's own.</summary>
    public long? StopTimeout { get; init; }

    /// <summary>What a build on the image runs first; Docker's own. It is for that build alone, and no image inherits it.</summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];

    /// <summary>The same config with further environment variables. As with ENV in a Dockerfile, a variable that is there keeps its place.</summary>
    /// <param name="variables">The variables, by name.</param>
    /// <returns>The config.</returns>
    internal ContainerConfig WithEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        var merged = Env.ToList();
        foreach (var (name, value) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var place = merged.FindIndex(variable => variable.StartsWith(name + "=", StringComparison.Ordinal));
            if (place < 0)
            {
                merged.Add($"{name}={value}");
            }
            else
            {
                merged[place] = $"{name}={value}";
            }
        }

        return this with { Env = merged };
    }

    /// <summary>The same config with further labels.</summary>
    /// <param name="labels">The labels; each takes the place of one of its name.</param>
    /// <returns>The config.</returns>
    internal ContainerConfig WithLabels(IReadOnlyDictionary<string, string> labels)
    {
        var merged = new Dictionary<string, string>(Labels, StringComparer.Ordinal);
        foreach (var (name, value) in labels)
        {
            merged[name] = value;
        }

        return this with { Labels = merged };
    }

    /// <summary>
    /// Writes what images inherit. The bytes depend on the values alone: engines tell the same members in different orders, with and without
    /// those that say nothing.
    /// </summary>
    /// <param name="json">The document.</param>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteText(json, nameof(User), User);
        WriteSet(json, nameof(ExposedPorts), ExposedPorts);
        WriteList(json, nameof(Env), Env);
        WriteUnlessEmpty(json, nameof(Entrypoint), Entrypoint);
        WriteUnlessEmpty(json, nameof(Cmd), Cmd);
        WriteSet(json, nameof(Volumes), Volumes);
        WriteText(json, nameof(WorkingDir), WorkingDir);
        WriteLabels(json);
        WriteText(json, nameof(StopSignal), StopSignal);
        if (Healthcheck is { } check)
        {
            json.WritePropertyName(nameof(Healthcheck));
            WriteSorted(json, check);
        }

        WriteUnlessEmpty(json, nameof(Shell), Shell);
        if (StopTimeout is { } seconds)
        {
            json.WriteNumber(nameof(StopTimeout), seconds);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads one that others wrote.</summary>
    /// <param name="element">The object.</param>
    /// <returns>The config.</returns>
    /// <exception cref="JsonException">A member is not what it should be.</exception>
    internal static ContainerConfig Read(JsonElement element) => new()
    {
        User = ForeignJson.Text(element, nameof(User)),
        ExposedPorts = ForeignJson.Names(element, nameof(ExposedPorts)),
        Env = ForeignJson.Texts(element, nameof(Env)),
        Entrypoint = ForeignJson.Texts(element, nameof(Entrypoint)),
        Cmd = ForeignJson.Texts(element, nameof(Cmd)),
        Volumes = ForeignJson.Names(element, nameof(Volumes)),
        WorkingDir = ForeignJson.Text(element, nameof(WorkingDir)),
        Labels = ForeignJson.Pairs(element, nameof(Labels)),
        StopSignal = ForeignJson.Text(element, nameof(StopSignal)),
        Healthcheck = ForeignJson.Member(element, nameof(Healthcheck), JsonValueKind.Object) is { } check && check.EnumerateObject().Any() ? check : null,
        Shell = ForeignJson.Texts(element, nameof(Shell)),
        StopTimeout = ForeignJson.Number(element, nameof(StopTimeout)),
        OnBuild = ForeignJson.Texts(element, nameof(OnBuild)),
    };

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            WriteList(json, name, texts);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    // Go has no sets; such a member is an object whose members are empty objects.
    private static void WriteSet(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var text in texts.Order(StringComparer.Ordinal))
        {
            json.WriteStartObject(text);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteLabels(Utf8JsonWriter json)
    {
        if (Labels.Count == 0)
        {
            return;
        }

        json.WriteStartObject(nameof(Labels));
        foreach (var (name, value) in Labels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteSorted(Utf8JsonWriter json, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            json.WritePropertyName(member.Name);
            WriteSorted(json, member.Value);
        }

        json.WriteEndObject();
    }
}
