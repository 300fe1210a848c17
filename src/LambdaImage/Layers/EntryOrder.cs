namespace LambdaImage.Layers;

/// <summary>The order of entries in a layer: by name, character by character, so that a folder comes before what it holds.</summary>
internal static class EntryOrder
{
    /// <summary>Compares two entries; <c>.</c>, the destination itself, is the first of all.</summary>
    /// <param name="left">One entry.</param>
    /// <param name="right">The other.</param>
    /// <returns>Negative, zero or positive, as for any comparison.</returns>
    public static int Compare(LayerEntry left, LayerEntry right) =>
        (left.Path == ".", right.Path == ".") switch
        {
            (true, true) => 0,
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left.Path, right.Path),
        };
}
