using System.Net.Sockets;

namespace LambdaImage.Engines.Connections;

/// <summary>
/// A connection whose first read holds its thread for a moment. An engine on this machine answers most questions within that, and each
/// build starts in a new process, in which getting ready to wait without a thread takes longer than the answer.
/// </summary>
/// <param name="socket">The connected socket, owned by this object.</param>
internal sealed class SocketConnection(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const int MomentInMicroseconds = 20_000;

    private bool _hasRead;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_hasRead && !cancellationToken.IsCancellationRequested)
        {
            _hasRead = true;
            Socket.Poll(MomentInMicroseconds, SelectMode.SelectRead);
        }

        return base.ReadAsync(buffer, cancellationToken);
    }
}
