using LambdaImage.Diagnostics;
using LambdaImage.Images.Lint;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Tar;

namespace LambdaImage.Destinations;

/// <summary>Tells what is seen in a layer's files while they are read, each thing once: files can be read twice.</summary>
/// <param name="spec">What is made.</param>
/// <param name="progress">Is told.</param>
internal sealed class ContentReport(ImageSpec spec, IProgress<BuildMessage> progress)
{
    private readonly ContentLint _lint = new(spec);
    private readonly HashSet<BuildMessage> _told = [];

    /// <summary>Looks at the files of a layer.</summary>
    /// <param name="current">The layer that is read.</param>
    /// <returns>What a writer shows each file to.</returns>
    public TarWriter.Inspection Of(Func<LayerContents> current) => (entry, head) =>
    {
        if (_lint.Check(current(), entry, head) is { } warning && _told.Add(warning))
        {
            progress.Report(warning);
        }
    };
}
