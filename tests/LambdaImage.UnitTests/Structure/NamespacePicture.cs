using System.Globalization;
using System.Text;

namespace LambdaImage.UnitTests.Structure;

/// <summary>
/// <see cref="NamespaceEdges"/> as a picture: each namespace stands one row below the lowest that it uses. An arrow is left out where others
/// lead to the same end.
/// </summary>
internal static class NamespacePicture
{
    private const int Width = 960;
    private const int RowHeight = 84;
    private const int BoxWidth = 132;
    private const int BoxHeight = 34;
    private const int Margin = 24;

    /// <summary>Draws it.</summary>
    /// <returns>The picture as SVG.</returns>
    public static string Draw()
    {
        var uses = NamespaceEdges.Allowed.ToDictionary(row => row.Name, row => row.Uses.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, _) in NamespaceEdges.Allowed)
        {
            rows[name] = uses[name].Select(used => rows[used] + 1).DefaultIfEmpty(0).Max();
        }

        var places = rows.GroupBy(row => row.Value).SelectMany(Place).ToDictionary(StringComparer.Ordinal);
        var height = (2 * Margin) + (rows.Values.Max() * RowHeight) + BoxHeight;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"14\">\n");
        svg.Append("<title>The namespaces of LambdaImage, and which uses which</title>\n");
        svg.Append("<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#567\"/></marker></defs>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#fff\"/>\n");
        foreach (var (name, used) in uses.SelectMany(row => row.Value.Select(used => (row.Key, used))))
        {
            if (!uses[name].Any(other => other != used && Reaches(uses, other, used)))
            {
                var (from, to) = (places[name], places[used]);
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{from.X}\" y1=\"{from.Y}\" x2=\"{to.X}\" y2=\"{to.Y + BoxHeight}\" stroke=\"#9ab\" marker-end=\"url(#end)\"/>\n");
            }
        }

        foreach (var (name, place) in places)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{place.X - (BoxWidth / 2)}\" y=\"{place.Y}\" width=\"{BoxWidth}\" height=\"{BoxHeight}\" rx=\"5\" fill=\"#eef4fa\" stroke=\"#567\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{place.X}\" y=\"{place.Y + 22}\" text-anchor=\"middle\" fill=\"#123\">{name}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static IEnumerable<KeyValuePair<string, (int X, int Y)>> Place(IGrouping<int, KeyValuePair<string, int>> row)
    {
        var names = row.Select(pair => pair.Key).ToList();
        var step = Width / names.Count;
        return names.Select((name, index) => KeyValuePair.Create(name, ((step / 2) + (index * step), Margin + (row.Key * RowHeight))));
    }

    private static bool Reaches(Dictionary<string, string[]> uses, string from, string to) =>
        uses[from].Any(used => used == to || Reaches(uses, used, to));
}
