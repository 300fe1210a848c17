using System.IO.Pipelines;
using LambdaImage.Layers;
using LambdaImage.Specification;
using LambdaImage.Tar;

namespace LambdaImage.UnitTests.Tar;

/// <summary>Archives in memory.</summary>
internal static class TarBytes
{
    public static Task<byte[]> OfLayerAsync(IReadOnlyList<LayerEntry> entries, long timestamp = ImageSpec.DefaultTimestamp) =>
        OfAsync(timestamp, writer => writer.WriteLayerAsync(entries, CancellationToken.None));

    public static async Task<byte[]> OfAsync(long timestamp, Func<TarWriter, ValueTask> write)
    {
        using var bytes = new MemoryStream();
        var output = PipeWriter.Create(bytes, new StreamPipeWriterOptions(leaveOpen: true));
        using var digesting = new DigestingWriter(output);
        await write(new TarWriter(digesting, timestamp));
        await output.CompleteAsync();
        return bytes.ToArray();
    }
}
