namespace LambdaImage.Caching.Hosts;

/// <summary>What a name in a folder of the host stands for.</summary>
internal enum FileKind
{
    /// <summary>A pipe, a socket or a device: it can't be copied, and opening it can block.</summary>
    Other,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link, or a junction of Windows.</summary>
    Link,
}
