namespace LambdaImage.EngineTests.Support;

/// <summary>Comparisons that say what differs.</summary>
internal static class Expect
{
    /// <summary>Fails unless a folder of an image holds exactly some files. Of the folder itself, <c>.</c>, it asks nothing.</summary>
    public static void Files(Dictionary<string, ImageFile> expected, IReadOnlyDictionary<string, ImageFile> actual)
    {
        var differences = expected.Keys.Union(Below(actual).Select(pair => pair.Key))
            .Where(path => expected.GetValueOrDefault(path) != actual.GetValueOrDefault(path))
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path}: expected {expected.GetValueOrDefault(path)}, was {actual.GetValueOrDefault(path)}");

        Assert.AreEqual(string.Empty, string.Join('\n', differences));
    }

    /// <summary>Fails unless everything in a folder of an image has one time of last change.</summary>
    public static void Times(long expected, IReadOnlyDictionary<string, ImageFile> actual)
    {
        var others = Below(actual).Where(pair => pair.Value.Time != expected).Select(pair => $"{pair.Key}: {pair.Value.Time}");

        Assert.AreEqual(string.Empty, string.Join('\n', others));
    }

    private static IEnumerable<KeyValuePair<string, ImageFile>> Below(IReadOnlyDictionary<string, ImageFile> files) =>
        files.Where(pair => pair.Key != ".");
}
