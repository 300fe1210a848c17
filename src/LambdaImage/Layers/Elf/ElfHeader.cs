using System.Buffers.Binary;
using LambdaImage.Lambda;

namespace LambdaImage.Layers.Elf;

/// <summary>The machine that an ELF file is for: elf(5).</summary>
internal static class ElfHeader
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Length = 20;

    private const int ByteOrderOffset = 5;
    private const int MachineOffset = 18;
    private const byte LittleEndian = 1;
    private const ushort MachineX64 = 62;
    private const ushort MachineArm64 = 183;

    /// <summary>Whether a file is an ELF file.</summary>
    /// <param name="head">The file's first bytes.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsElf(ReadOnlySpan<byte> head) => head.Length >= Length && head.StartsWith("\u007fELF"u8);

    /// <summary>Whether an ELF file runs on an architecture.</summary>
    /// <param name="head">The file's first bytes.</param>
    /// <param name="architecture">The architecture.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsFor(ReadOnlySpan<byte> head, LambdaArchitecture architecture) =>
        head[ByteOrderOffset] == LittleEndian &&
        BinaryPrimitives.ReadUInt16LittleEndian(head[MachineOffset..]) == (architecture == LambdaArchitecture.Arm64 ? MachineArm64 : MachineX64);
}
