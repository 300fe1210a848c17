using System.Net.Sockets;

namespace LambdaImage.Engines.Connections;

/// <summary>
/// A connection whose first read can hold its thread for a moment. An engine on this machine answers most questions within that, and each
/// build starts in a new process, in which getting ready to wait without a thread takes longer than the response.
/// </summary>
/// <param name="socket">The connected socket, owned by this object.</param>
internal sealed class SocketConnection(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const int MomentInMicroseconds = 20_000;

    /// <summary>Whether the next read waits on its thread first: for a request that the engine responds to at once.</summary>
    public bool HoldsThread { get; set; }

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
