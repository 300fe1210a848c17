using LambdaImage.Caching;

namespace LambdaImage.Specification.LayerSources;

/// <summary>Some of the files that a publish lists.</summary>
/// <param name="Files">The files, each name once, in order.</param>
public sealed record FunctionPartSource(IReadOnlyList<FunctionFile> Files) : LayerSource
{
    /// <summary>A digest of the files' places and names: several functions can have the same packages.</summary>
    /// <returns>The digest.</returns>
    public override string ToString()
    {
        using var writer = new Sha256Writer();
        foreach (var file in Files)
        {
            writer.Add(file.Source);
            writer.Add(file.Path);
        }

        return writer.End();
    }
}
