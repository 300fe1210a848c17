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
    // A layer can hold a tree of hundreds of them.
    private const int MostOfAKind = 5;

    private readonly ContentLint _lint = new(spec);
    private readonly HashSet<BuildMessage> _told = [];

    /// <summary>Looks at the files of a layer.</summary>
    /// <param name="current">The layer that is read.</param>
    /// <returns>What a writer shows each file to.</returns>
    public TarWriter.Inspection Of(Func<LayerContents> current) => (entry, head) =>
    {
        foreach (var warning in _lint.Check(current(), entry, head))
        {
            Tell(warning, current().Spec.Name);
        }
    };

    private void Tell(BuildMessage warning, string layer)
    {
        if (!_told.Add(warning))
        {
            return;
        }

        var number = _told.Count(told => (told.Descriptor, told.Origin) == (warning.Descriptor, warning.Origin));
        if (number <= MostOfAKind)
        {
            progress.Report(warning);
        }
        else if (number == MostOfAKind + 1)
        {
            progress.Report(BuildMessage.Warning(warning.Descriptor!, $"{Display.Quote(layer)} has more such files than the {MostOfAKind} that are named.", warning.Origin));
        }
    }
}
