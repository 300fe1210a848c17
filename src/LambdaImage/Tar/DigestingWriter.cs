using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using LambdaImage.Caching;
using LambdaImage.Oci;

namespace LambdaImage.Tar;

/// <summary>Passes bytes on and hashes them on the way. Without a receiver it only hashes.</summary>
/// <param name="receiver">Where the bytes go, or <see langword="null"/>.</param>
internal sealed class DigestingWriter(PipeWriter? receiver) : PipeWriter, IDisposable
{
    private const int OwnBufferSize = 256 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _own = receiver is null ? ArrayPool<byte>.Shared.Rent(OwnBufferSize) : [];
    private Memory<byte> _given;
    private long _unflushed;
    private bool _digesting;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    // Not the receiver's count: a pipe whose reader has gone counts none, and would never be flushed, which tells of it.
    /// <inheritdoc/>
    public override long UnflushedBytes => _unflushed;

    /// <summary>Begins a digest; what was written before does not count.</summary>
    public void Begin() => _digesting = true;

    /// <summary>Ends the digest.</summary>
    /// <returns>The SHA-256 digest of all that was written since <see cref="Begin"/>.</returns>
    public Digest End()
    {
        _digesting = false;
        return Digest.OfSha256(Sha256Writer.ToHex(_hash));
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        _given = receiver?.GetMemory(sizeHint) ?? (sizeHint <= _own.Length ? _own : new byte[sizeHint]);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (_digesting)
        {
            _hash.AppendData(_given.Span[..bytes]);
        }

        _unflushed += bytes;
        receiver?.Advance(bytes);
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _unflushed = 0;
        cancellationToken.ThrowIfCancellationRequested();
        return receiver?.FlushAsync(cancellationToken) ?? default;
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => receiver?.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => receiver?.Complete(exception);

    /// <summary>Lets go of what hashing needs; the receiver goes on.</summary>
    public void Dispose()
    {
        _hash.Dispose();
        if (receiver is null)
        {
            ArrayPool<byte>.Shared.Return(_own);
        }
    }
}
