namespace LambdaImage.Caching;

/// <summary>What is done with a file or folder of the host.</summary>
internal enum DiskOperation
{
    /// <summary>Looks at its existence, kind, length, times or mode.</summary>
    Stat,

    /// <summary>Lists a folder.</summary>
    List,

    /// <summary>Opens a file for reading.</summary>
    Open,

    /// <summary>Reads bytes.</summary>
    Read,

    /// <summary>Opens a file for writing, and makes it if needed.</summary>
    Create,

    /// <summary>Writes bytes.</summary>
    Write,

    /// <summary>Waits until what was written is on the disk.</summary>
    Flush,

    /// <summary>Renames a file.</summary>
    Rename,

    /// <summary>Deletes a file or a folder.</summary>
    Delete,

    /// <summary>Makes a folder.</summary>
    CreateFolder,

    /// <summary>Sets a time.</summary>
    SetTime,
}
