using LambdaImage.Caching;

namespace LambdaImage.UnitTests.Caching;

/// <summary>A disk whose operations fail when a test says so, and that counts them.</summary>
internal sealed class FaultyDisk(Func<FaultyDisk.Step, Exception?> fault) : IDiskWatcher
{
    private readonly Lock _lock = new();
    private readonly List<Step> _steps = [];
    private readonly List<Step> _failed = [];

    /// <summary>The operations so far.</summary>
    public IReadOnlyList<Step> Steps
    {
        get
        {
            lock (_lock)
            {
                return [.. _steps];
            }
        }
    }

    /// <summary>Those that failed.</summary>
    public IReadOnlyList<Step> Failed
    {
        get
        {
            lock (_lock)
            {
                return [.. _failed];
            }
        }
    }

    /// <summary>An operation.</summary>
    /// <param name="Number">Its place among all, from 0.</param>
    /// <param name="Operation">What is done.</param>
    /// <param name="Path">With which file or folder.</param>
    internal sealed record Step(int Number, DiskOperation Operation, string Path);

    /// <summary>Watches the operations of the calling test. A test runs in a flow of its own, so this ends with it.</summary>
    /// <param name="fault">What an operation fails with, or <see langword="null"/>.</param>
    /// <returns>The disk.</returns>
    public static FaultyDisk Insert(Func<Step, Exception?> fault)
    {
        var disk = new FaultyDisk(fault);
        Disk.Watch(disk);
        return disk;
    }

    public void Before(DiskOperation operation, string path)
    {
        Step step;
        lock (_lock)
        {
            step = new(_steps.Count, operation, path);
            _steps.Add(step);
        }

        if (fault(step) is { } exception)
        {
            lock (_lock)
            {
                _failed.Add(step);
            }

            throw exception;
        }
    }

    public Stream Watch(Stream stream, string path) => new FaultyStream(this, stream, path);

    private sealed class FaultyStream(FaultyDisk disk, Stream stream, string path) : Stream
    {
        public override bool CanRead => stream.CanRead;

        public override bool CanSeek => stream.CanSeek;

        public override bool CanWrite => stream.CanWrite;

        public override long Length => stream.Length;

        public override long Position
        {
            get => stream.Position;
            set => stream.Position = value;
        }

        public override void Flush() => stream.Flush();

        public override int Read(byte[] buffer, int offset, int count)
        {
            disk.Before(DiskOperation.Read, path);
            return stream.Read(buffer, offset, count);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            disk.Before(DiskOperation.Write, path);
            stream.Write(buffer, offset, count);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            disk.Before(DiskOperation.Write, path);
            await stream.WriteAsync(buffer, cancellationToken);
        }

        public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

        public override void SetLength(long value) => stream.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                stream.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
