using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading.ToolsDefaults;

/// <summary>
/// What <c>aws-lambda-tools-defaults.json</c> says of a function: the settings that <c>dotnet lambda</c> of Amazon.Lambda.Tools takes when its command line
/// does not give them (https://docs.aws.amazon.com/lambda/latest/dg/csharp-package-cli.html).
/// </summary>
/// <param name="file">The file's full path.</param>
/// <param name="texts">The settings that are known, by name.</param>
/// <param name="places">Where each of them stands.</param>
public sealed class LambdaToolsDefaults(string file, IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, SourceLocation> places)
{
    /// <summary>The name of the file, which stands beside the project.</summary>
    public const string FileName = "aws-lambda-tools-defaults.json";

    private const string Variables = "environment-variables";
    private const string Layers = "function-layers";

    // The first that is there counts: the command of an image is more special than the handler.
    private static readonly (string Property, string[] Settings)[] Properties =
    [
        ("LambdaRuntime", ["function-runtime"]),
        ("LambdaArchitecture", ["function-architecture"]),
        ("LambdaImageRepository", ["image-tag"]),
        ("LambdaImageTag", ["image-tag"]),
        ("LambdaHandler", ["image-command", "function-handler"]),
        ("LambdaImageEntryPoint", ["image-entrypoint"]),
        ("LambdaImageWorkingDirectory", ["image-working-directory"]),
    ];

    /// <summary>The settings that are read.</summary>
    internal static IReadOnlyCollection<string> Settings { get; } =
        [.. Properties.SelectMany(property => property.Settings), Variables, Layers, "configuration", "framework"];

    /// <summary>The layers, by ARN, in order.</summary>
    public IReadOnlyList<string> LayerArns => texts.TryGetValue(Layers, out var layers) ? SettingLists.Commas(layers) : [];

    /// <summary>Finds out whether something that is wrong comes from the file.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="inputs">What the project and the file say.</param>
    /// <returns>The failure, or one at the place in the file.</returns>
    public LambdaImageException Locate(LambdaImageException failure, ImageInputs inputs)
    {
        if (failure.Origin is not { } origin)
        {
            return failure;
        }

        var setting = origin.File == file ? origin.Element : Find(origin.Element, inputs);
        return setting is null ? failure : new(
            failure.Descriptor,
            setting == origin.Element ? failure.Message : $"{failure.Message} {origin.Element} comes from {setting} in {FileName}.",
            location: places[setting],
            innerException: failure);
    }

    /// <summary>Adds what the file says to what the project says, which counts where both say something.</summary>
    /// <param name="inputs">What the project says.</param>
    /// <param name="isHandlerDefault">Whether the project's handler is only the default.</param>
    /// <returns>What both say.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2043: a setting is wrong.</exception>
    public ImageInputs AddTo(ImageInputs inputs, bool isHandlerDefault)
    {
        var properties = new Dictionary<string, string>(inputs.Properties.Values, StringComparer.Ordinal);
        foreach (var name in new[] { "LambdaHandler", "LambdaImageEntryPoint", "LambdaImageWorkingDirectory" })
        {
            if (ValueOf(name) is { } value && (!IsSet(name, inputs) || (isHandlerDefault && name == "LambdaHandler")))
            {
                properties[name] = value;
            }
        }

        return inputs with
        {
            Properties = new(properties),
            Layers = [.. LayerArns.Where(arn => !inputs.Layers.Any(layer => layer.Path == arn)).Select(arn => new LayerInput(arn, new(Layers, arn, file))), .. inputs.Layers],
            Environment = [.. OwnVariables(), .. inputs.Environment],
        };
    }

    /// <summary>Tells what of the image comes from the file, and which of its settings a build can't follow.</summary>
    /// <param name="inputs">What the project and the file say.</param>
    /// <returns>Lines for the log.</returns>
    public IEnumerable<string> Describe(ImageInputs inputs)
    {
        var used = Properties
            .Select(property => (property.Property, Setting: Find(property.Property, inputs)))
            .Where(property => property.Setting is not null)
            .Select(property => $"{property.Property} ({property.Setting})")
            .Concat(inputs.Layers.Where(layer => layer.Origin.File == file).Select(layer => $"the layer {layer.Path}"))
            .Concat(inputs.Environment.Where(variable => variable.Origin.File == file).Select(variable => $"the variable {variable.Name}"))
            .ToList();
        if (used.Count > 0)
        {
            yield return $"From {FileName}: {string.Join(", ", used)}";
        }

        foreach (var (setting, current) in new[] { ("configuration", inputs.Properties.Text("Configuration")), ("framework", inputs.Properties.Text("_LambdaImageFramework")) })
        {
            if (texts.TryGetValue(setting, out var value) && current is not null && !value.Equals(current, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{FileName} has the {setting} {Display.Quote(value)}, and this build's is {Display.Quote(current)}, which counts";
            }
        }
    }

    // The setting that a property has its value from.
    private string? Find(string property, ImageInputs inputs) =>
        IsSet(property, inputs) && inputs.Properties.Values[property] == ValueOf(property) ? Setting(property) : null;

    private static bool IsSet(string property, ImageInputs inputs) => inputs.Properties.Values.TryGetValue(property, out var value) && value.Length > 0;

    private string? Setting(string property) =>
        Array.Find(Properties, known => known.Property == property).Settings?.FirstOrDefault(texts.ContainsKey);

    private string? ValueOf(string property) => Setting(property) is not { } setting ? null : property switch
    {
        "LambdaHandler" when setting == "image-command" => Command(texts[setting]),
        "LambdaImageEntryPoint" => string.Join(';', SettingLists.Commas(texts[setting])),
        "LambdaImageRepository" => ImageName(texts[setting]).Repository,
        "LambdaImageTag" => ImageName(texts[setting]).Tag,
        _ => texts[setting],
    };

    private string Command(string text) => SettingLists.Commas(text) is [var handler] ? handler : throw Wrong(
        "image-command", $"{Display.Quote(text)} has several parts, and the command of a Lambda image is one handler");

    // A colon before the last slash belongs to the port of a registry.
    private static (string Repository, string? Tag) ImageName(string text) =>
        text.LastIndexOf(':') is >= 0 and var colon && colon > text.LastIndexOf('/') ? (text[..colon], text[(colon + 1)..]) : (text, null);

    private IEnumerable<NamedValue> OwnVariables()
    {
        if (!texts.TryGetValue(Variables, out var text))
        {
            return [];
        }

        return SettingLists.Pairs(text) is { } pairs
            ? pairs.Select(pair => new NamedValue(pair.Name, pair.Value, new(Variables, pair.Name, file)))
            : throw Wrong(Variables, "is no list of the form NAME=value;NAME2=value2");
    }

    private LambdaImageException Wrong(string setting, string problem) =>
        new(DiagnosticCodes.InvalidToolsSetting, $"{setting} in {FileName} {problem}. Correct it, or set LambdaImageReadToolsDefaults to false.", location: places[setting]);
}
