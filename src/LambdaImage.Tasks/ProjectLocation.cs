using System.Xml;
using System.Xml.Linq;
using LambdaImage.Diagnostics;

namespace LambdaImage.Tasks;

/// <summary>Finds the line of a project file on which an input is declared. Read only after a failure.</summary>
internal static class ProjectLocation
{
    /// <summary>Finds an input's place.</summary>
    /// <param name="projectFile">The project file.</param>
    /// <param name="origin">The input, if the failure is about one.</param>
    /// <returns>The place; the project file as a whole if no line is found.</returns>
    public static SourceLocation Find(string projectFile, InputOrigin? origin)
    {
        var file = string.IsNullOrEmpty(origin?.File) ? projectFile : origin.File;
        return new(file, origin is null ? 0 : Line(file, origin));
    }

    private static int Line(string file, InputOrigin origin)
    {
        try
        {
            var matches = XDocument.Load(file, LoadOptions.SetLineInfo).Descendants().Where(element => element.Name.LocalName == origin.Element).ToList();
            var match = origin.Include is null
                ? matches.LastOrDefault()
                : matches.Find(element => Includes(element, origin.Include)) ?? matches.Find(IsComputed);
            return match is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            return 0;
        }
    }

    private static bool Includes(XElement element, string include) =>
        element.Attribute("Include")?.Value.Split(';', StringSplitOptions.TrimEntries).Contains(include, StringComparer.Ordinal) == true;

    // A wildcard, a property or an item list, of which the item may have come.
    private static bool IsComputed(XElement element) =>
        element.Attribute("Include")?.Value is { } include && (include.Contains('*', StringComparison.Ordinal) || include.Contains('(', StringComparison.Ordinal));
}
