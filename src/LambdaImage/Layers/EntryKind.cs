namespace LambdaImage.Layers;

/// <summary>The kinds of entry that a layer may hold.</summary>
internal enum EntryKind
{
    Directory,
    File,
    SymbolicLink,
}
