using System.Net.Sockets;

namespace LambdaImage.Http;

/// <summary>
/// A connection whose first read can hold its thread for a moment. A server on this machine answers most questions within that, and each
/// build starts in a new process, in which getting ready to wait without a thread takes longer than the response.
/// </summary>
/// <param name="socket">The connected socket, owned by this object.</param>
internal sealed class SocketConnection(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const int MomentInMicroseconds = 20_000;

    /// <summary>Whether the next read waits on its thread first: for a request that the server responds to at once.</summary>
    public bool HoldsThread { get; set; }

    /// <summary>Whether the server is on this machine, and so responds to most requests at once.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether something has come, or the end.</summary>
    public bool IsReadable => Socket.Poll(0, SelectMode.SelectRead);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (HoldsThread && !cancellationToken.IsCancellationRequested)
        {
            HoldsThread = false;
            Socket.Poll(MomentInMicroseconds, SelectMode.SelectRead);
        }

        return base.ReadAsync(buffer, cancellationToken);
    }
}
