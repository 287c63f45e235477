using System.Buffers.Binary;

namespace MlNetCnn.Imaging;

/// <summary>Reads the headers of a Windows bitmap. The file size in them is ignored: many writers set it wrong.</summary>
internal static class BmpStructure
{
    private const int HeaderBytes = 54;
    private const int Uncompressed = 0;
    private const int BitFields = 3;

    /// <summary>Whether the file is too short for its headers, or for the rows that they declare.</summary>
    public static bool EndsEarly(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
        {
            return true;
        }

        long pixels = BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]);
        long width = BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]);
        long height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]));
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes[30..]) is not (Uncompressed or BitFields) || width <= 0 || bits > 32)
        {
            // Only the decoder knows the length of run-length data.
            return false;
        }

        var rowBytes = ((width * bits) + 31) / 32 * 4;
        return pixels + (rowBytes * height) > bytes.Length;
    }
}
