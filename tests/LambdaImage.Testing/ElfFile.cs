using System.Buffers.Binary;
using System.Text;

namespace LambdaImage.Testing;

/// <summary>Files that begin as Linux programs do: elf(5).</summary>
public static class ElfFile
{
    private const int HeaderLength = 64;
    private const int MachineOffset = 18;
    private const ushort MachineX64 = 62;
    private const ushort MachineArm64 = 183;

    /// <summary>A 64-bit little-endian program's header, and a text behind it.</summary>
    /// <param name="architecture"><c>x86_64</c> or <c>arm64</c>.</param>
    /// <param name="content">The text, by which two programs of an architecture can be told apart.</param>
    public static byte[] For(string architecture, string content = "program")
    {
        var header = new byte[HeaderLength];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(MachineOffset), architecture == "arm64" ? MachineArm64 : MachineX64);
        return [.. header, .. Encoding.UTF8.GetBytes(content)];
    }
}
