using System.Globalization;
using System.Text;
using LambdaImage.Images;
using LambdaImage.Oci;

namespace LambdaImage.Destinations;

/// <summary>
/// The Dockerfile of a plan. It has no <c>RUN</c>: all that a file needs is settled in its layer's tar. So the engine
/// starts no container, needs no network, and builds for any architecture.
/// </summary>
internal static class Dockerfile
{
    /// <summary>The name of the Dockerfile in the build context.</summary>
    public const string Name = "Dockerfile";

    // The engines' parser refuses lines of more than 65,535 bytes.
    private const int LongestLine = 60_000;

    /// <summary>The name of a layer's tar in the build context.</summary>
    /// <param name="index">The layer's place in the plan, from 0.</param>
    /// <returns>The name.</returns>
    public static string LayerName(int index) => string.Create(CultureInfo.InvariantCulture, $"layer{index}.tar");

    /// <summary>Writes the Dockerfile.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="container">How the base's containers run.</param>
    /// <param name="labels">All labels of the image.</param>
    /// <returns>The text, lines ended by a line feed.</returns>
    public static string Compose(ImagePlan plan, ContainerConfig container, IReadOnlyDictionary<string, string> labels)
    {
        var spec = plan.Spec;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"FROM {spec.BaseImage.StoredName}\n");
        for (var i = 0; i < plan.Layers.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"ADD {LayerName(i)} /\n");
        }

        AppendPairs(text, "ENV", spec.Environment);
        if (spec.WorkingDirectory is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"WORKDIR {Quoted(spec.WorkingDirectory)}\n");
        }

        if (spec.User is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"USER {Quoted(spec.User)}\n");
        }

        var changes = ConfigChanges.Of(spec);
        var entryPoint = changes.EntryPointOn(container);
        if (entryPoint is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"ENTRYPOINT {JsonList(entryPoint)}\n");
        }

        // An ENTRYPOINT takes the base's command away, also if it only goes before the base's entrypoint.
        if (changes.ApplyTo(container).Cmd is { Count: > 0 } command && (spec.Handler is not null || entryPoint is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"CMD {JsonList(command)}\n");
        }

        AppendPairs(text, "LABEL", labels);
        return text.ToString();
    }

    // One instruction for all pairs: engines store one step an instruction.
    private static void AppendPairs(StringBuilder text, string instruction, IReadOnlyDictionary<string, string> pairs)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        var length = 0;
        foreach (var (name, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var pair = $" {Quoted(name)}={Quoted(value)}";
            var bytes = Encoding.UTF8.GetByteCount(pair);
            if (length == 0 || length + bytes > LongestLine)
            {
                text.Append(length == 0 ? string.Empty : "\n").Append(instruction);
                length = instruction.Length;
            }

            text.Append(pair);
            length += bytes;
        }

        text.Append('\n');
    }

    // In double quotes a backslash takes the meaning from a quote, a dollar sign (a variable) and itself:
    // https://docs.docker.com/reference/dockerfile/#environment-replacement. Control characters never reach this place.
    private static string Quoted(string value) =>
        '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("$", "\\$", StringComparison.Ordinal) + '"';

    private static string JsonList(IReadOnlyList<string> values) => $"[{string.Join(", ", values.Select(JsonString))}]";

    // A base's entrypoint can be a script of several lines.
    private static string JsonString(string value) => '"' + string.Concat(value.Select(character =>
        character is '\\' or '"' ? "\\" + character
        : char.IsControl(character) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
        : character.ToString())) + '"';
}
