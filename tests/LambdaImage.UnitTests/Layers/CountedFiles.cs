using LambdaImage.Caching.Hosts;
using Microsoft.Win32.SafeHandles;

namespace LambdaImage.UnitTests.Layers;

/// <summary>This host, or one that differs from it in something, and which files were opened on it.</summary>
internal sealed class CountedFiles : HostFiles
{
    /// <summary>The files that were opened.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>Whether files have permission bits.</summary>
    public bool WithModes { get; init; } = true;

    /// <summary>Thrown when a file is opened.</summary>
    public Exception? Failure { get; init; }

    /// <summary>What is done before a file is opened.</summary>
    public Action<string> BeforeOpen { get; init; } = _ => { };

    public override bool HasModes => WithModes;

    public override uint? User => Current.User;

    public override FileStatus? Find(string path) => Current.Find(path);

    public override FileStatus Of(SafeFileHandle file) => Current.Of(file);

    public override SafeFileHandle Open(string path)
    {
        lock (Opened)
        {
            Opened.Add(path);
        }

        BeforeOpen(path);
        return Failure is null ? Current.Open(path) : throw Failure;
    }
}
