using System.IO.Pipes;
using LambdaImage.Caching;

namespace LambdaImage.Engines.Connections;

/// <summary>How named pipes are reached. Tests bring their own.</summary>
/// <param name="Exists">Whether this machine has a pipe of a name.</param>
/// <param name="ConnectAsync">Connects to the pipe of a server (<c>.</c> for this machine) and a name, and waits while all its instances are in use.</param>
internal sealed record PipeAccess(Func<string, bool> Exists, Func<string, string, CancellationToken, Task<Stream>> ConnectAsync)
{
    /// <summary>The server that is this machine.</summary>
    public const string ThisMachine = ".";

    private const string Folder = @"\\.\pipe\";

    /// <summary>The system's pipes.</summary>
    public static PipeAccess System { get; } = new(IsThere, OpenAsync);

    // The framework's client waits for a pipe that does not exist as for one that is busy. Asking for the pipe's attributes would use up
    // an instance of it, so the folder is listed: https://learn.microsoft.com/windows/win32/ipc/pipe-names.
    private static bool IsThere(string name) =>
        !OperatingSystem.IsWindows() ||
        Disk.List(Folder).Any(pipe => pipe.Length > Folder.Length && pipe[Folder.Length..].Equals(name, StringComparison.OrdinalIgnoreCase));

    private static async Task<Stream> OpenAsync(string server, string name, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(server, name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
