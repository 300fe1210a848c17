namespace LambdaImage.UnitTests.Http;

/// <summary>Gives no more than some bytes at a time.</summary>
internal sealed class PieceStream(byte[] bytes, int pieceSize) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceSize)], cancellationToken);
}
