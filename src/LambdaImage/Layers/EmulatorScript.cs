using System.Text;

namespace LambdaImage.Layers;

/// <summary>The script beside the emulator, for bases whose entrypoint starts none: it starts the emulator outside Lambda, and only there.</summary>
internal sealed class EmulatorScript : IEntryContent
{
    /// <summary>Its name in the emulator's folder.</summary>
    public const string Name = "entrypoint.sh";

    // Lambda sets the variable, and so does the emulator for what it starts:
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime. The emulator starts its arguments.
    private const string Text =
        "#!/bin/sh\n" +
        "if [ -z \"$AWS_LAMBDA_RUNTIME_API\" ]; then\n" +
        "    exec /var/rapid/aws-lambda-rie \"$@\"\n" +
        "fi\n" +
        "exec \"$@\"\n";

    private static readonly byte[] Bytes = Encoding.ASCII.GetBytes(Text);

    private EmulatorScript()
    {
    }

    /// <summary>The script as an entry of the emulator's layer.</summary>
    public static LayerEntry Entry { get; } = new(Name, EntryKind.File, EntryMode.Executable) { Size = Bytes.Length, Content = new EmulatorScript() };

    /// <inheritdoc/>
    public FileState? State => null;

    /// <inheritdoc/>
    public bool CanReadAhead => true;

    /// <inheritdoc/>
    public IContentReader Open() => new Reader();

    private sealed class Reader : IContentReader
    {
        private int _offset;

        public int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, Bytes.Length - _offset);
            Bytes.AsSpan(_offset, count).CopyTo(buffer);
            _offset += count;
            return count;
        }

        public void End()
        {
        }

        public void Dispose()
        {
        }
    }
}
