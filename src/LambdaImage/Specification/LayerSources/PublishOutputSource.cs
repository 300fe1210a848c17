namespace LambdaImage.Specification.LayerSources;

/// <summary>The files that a publish lists.</summary>
/// <param name="Folder">The publish folder's full path. It can hold other files too.</param>
/// <param name="Files">The files.</param>
public sealed record PublishOutputSource(string Folder, IReadOnlyList<FunctionFile> Files) : LayerSource
{
    /// <summary>The names of published files that are left out on purpose, because nothing in the image uses them.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Folder;
}
