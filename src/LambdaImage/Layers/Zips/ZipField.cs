using System.Buffers.Binary;

namespace LambdaImage.Layers.Zips;

/// <summary>The extra fields of an entry of a zip: each has an id, a length and bytes.</summary>
internal static class ZipField
{
    private const int HeaderLength = 4;

    /// <summary>Looks for a field. What follows a field that is cut off is not looked at.</summary>
    /// <param name="fields">All fields.</param>
    /// <param name="id">The field's id.</param>
    /// <returns>The field's bytes; empty if there is none.</returns>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> fields, int id)
    {
        while (fields.Length >= HeaderLength)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(fields[2..]);
            var found = BinaryPrimitives.ReadUInt16LittleEndian(fields) == id;
            fields = fields[HeaderLength..];
            if (length > fields.Length)
            {
                break;
            }

            if (found)
            {
                return fields[..length];
            }

            fields = fields[length..];
        }

        return [];
    }
}
