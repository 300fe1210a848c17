using System.Buffers;
using System.Xml;
using LambdaImage.Caching;

namespace LambdaImage.Specification.Projects;

/// <summary>A project file, or a file that it imports, as it is written. MSBuild is not asked: it tells tasks values, and not where these come from.</summary>
public sealed class ProjectDocument
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private const string PropertyDirective = "#:property ";

    private readonly List<ProjectElement> _elements = [];
    private readonly List<ProjectReference> _references = [];

    private ProjectDocument(string path) => Path = path;

    /// <summary>The file, as a full path.</summary>
    public string Path { get; }

    /// <summary>Its elements, in order.</summary>
    public IReadOnlyList<ProjectElement> Elements => _elements;

    /// <summary>The properties and items whose values it uses.</summary>
    internal IReadOnlyList<ProjectReference> References => _references;

    /// <summary>Reads a file. One that can't be read, or that is no XML, has the elements before the error: MSBuild itself has told of it.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <returns>The document.</returns>
    public static ProjectDocument Read(string path)
    {
        var document = new ProjectDocument(path);
        try
        {
            using var file = Disk.OpenRead(path);
            if (System.IO.Path.GetExtension(path) == ".cs")
            {
                document.ReadDirectives(file);
                return document;
            }

            using var xml = XmlReader.Create(file, new() { DtdProcessing = DtdProcessing.Ignore });
            document.Read(xml);
        }
        catch (Exception exception) when (exception is XmlException || Disk.IsFailure(exception))
        {
            // It has no lines to tell of then.
        }

        return document;
    }

    // A file-based program: https://learn.microsoft.com/dotnet/core/sdk/file-based-apps.
    private void ReadDirectives(Stream file)
    {
        using var reader = new StreamReader(file);
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (text.StartsWith(PropertyDirective, StringComparison.Ordinal) && text[PropertyDirective.Length..].Split('=', 2) is [var name, var value])
            {
                _elements.Add(new(ProjectElementKind.Property, name.Trim(), Path, line, new Dictionary<string, string>(), IsConditional: false) { Text = value.Trim() });
                AddReferences(name.Trim(), value);
            }
        }
    }

    private void Read(XmlReader xml)
    {
        var open = new Stack<ProjectElement>();
        while (xml.Read())
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    var isEmpty = xml.IsEmptyElement;
                    var element = Element(xml, open.Count > 0 ? open.Peek() : null);
                    _elements.Add(element);
                    foreach (var value in element.Attributes.Values)
                    {
                        AddReferences(Declared(element, open), value);
                    }

                    if (!isEmpty)
                    {
                        open.Push(element);
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when open.Count > 0:
                    open.Peek().Text += xml.Value;
                    AddReferences(Declared(open.Peek(), open), xml.Value);
                    break;
            }
        }
    }

    private ProjectElement Element(XmlReader xml, ProjectElement? parent)
    {
        var (name, line) = (xml.LocalName, ((IXmlLineInfo)xml).LineNumber);
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (xml.MoveToNextAttribute())
        {
            attributes[xml.LocalName] = xml.Value;
        }

        var kind = parent?.Name switch
        {
            "PropertyGroup" => ProjectElementKind.Property,
            "ItemGroup" or "ItemDefinitionGroup" => ProjectElementKind.Item,
            _ => ProjectElementKind.Other,
        };
        return new(kind, name, Path, line, attributes, parent?.IsConditional == true || attributes.ContainsKey("Condition") || name is "Target" or "Choose");
    }

    // The condition that keeps a value from being set twice names the property itself, and is no use of it.
    private static string Declared(ProjectElement element, Stack<ProjectElement> open) =>
        (element.Kind != ProjectElementKind.Other ? element : open.FirstOrDefault(each => each.Kind != ProjectElementKind.Other))?.Name ?? string.Empty;

    // $(Property), @(Items) and %(Items.Metadata), also inside of functions and transforms.
    private void AddReferences(string by, string text)
    {
        for (var start = text.IndexOf('(', StringComparison.Ordinal); start >= 0; start = text.IndexOf('(', start + 1))
        {
            if (start == 0 || text[start - 1] is not ('$' or '@' or '%'))
            {
                continue;
            }

            var name = text.AsSpan(start + 1).TrimStart();
            var length = name.IndexOfAnyExcept(NameCharacters);
            if (length != 0)
            {
                // A hyphen at the end belongs to the arrow of a transform.
                _references.Add(new(by, (length < 0 ? name : name[..length]).TrimEnd('-').ToString()));
            }
        }
    }
}
