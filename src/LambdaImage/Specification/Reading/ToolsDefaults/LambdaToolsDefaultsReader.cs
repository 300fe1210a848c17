using System.Text.Json;
using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Json;

namespace LambdaImage.Specification.Reading.ToolsDefaults;

/// <summary>Reads <c>aws-lambda-tools-defaults.json</c>.</summary>
public static class LambdaToolsDefaultsReader
{
    private const int LargestFile = 1024 * 1024;

    /// <summary>Reads the file.</summary>
    /// <param name="file">The file's full path.</param>
    /// <returns>What it says. Settings that are empty or null say nothing, and unknown ones are passed over.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2042: it can't be read, is not JSON, or a setting has a value of another type.</exception>
    public static LambdaToolsDefaults Read(string file)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var places = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var (name, member) in Members(file))
        {
            if (!LambdaToolsDefaults.Settings.Contains(name))
            {
                continue;
            }

            places[name] = new(file, member.Line, member.Column);
            var value = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.Null => null,
                var kind => throw Unreadable($"{name} is of the type {kind}, and has to be a text in double quotes", places[name]),
            };
            if (!string.IsNullOrWhiteSpace(value))
            {
                texts[name] = value.Trim();
            }
        }

        return new(file, texts, places);
    }

    private static IReadOnlyDictionary<string, JsonMember> Members(string file)
    {
        try
        {
            var bytes = Disk.ReadStart(file, LargestFile + 1);
            return bytes.Length <= LargestFile ? ForeignJson.Members(bytes) : throw new JsonException("it is too large");
        }
        catch (JsonException exception)
        {
            // The exception counts from 0, and its message ends in the same place, in words of the parser's.
            var line = (int)(exception.LineNumber + 1 ?? 0);
            var column = (int)(exception.BytePositionInLine + 1 ?? 0);
            throw Unreadable("it is not JSON: " + Display.Sentence(exception.Message.Split(" LineNumber:")[0]), new(file, line, column), exception);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw Unreadable(Display.Sentence(exception.Message), new(file), exception);
        }
    }

    private static LambdaImageException Unreadable(string reason, SourceLocation place, Exception? cause = null) => new(
        DiagnosticCodes.UnreadableToolsDefaults,
        $"{LambdaToolsDefaults.FileName} can't be read: {reason.TrimEnd('.')}. Correct it, or set LambdaImageReadToolsDefaults to false.",
        location: place,
        innerException: cause);
}
