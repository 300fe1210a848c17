using System.IO.Compression;
using System.Text;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>Zip layers for tests.</summary>
internal static class Zips
{
    /// <summary>Makes a zip of text files.</summary>
    public static byte[] Of(params (string Name, string Content)[] files) => Of(DateTimeOffset.UnixEpoch.AddYears(30), files);

    /// <summary>Makes a zip of text files last changed at a time.</summary>
    public static byte[] Of(DateTimeOffset time, params (string Name, string Content)[] files)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = time;
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return buffer.ToArray();
    }
}
