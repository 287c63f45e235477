using System.Buffers.Binary;

namespace MlNetCnn.Fuzz;

/// <summary>Splits files into chunks, joins them, and corrects checksums, so that damage passes the first check.</summary>
internal static class Containers
{
    private const int PngSignature = 8;
    private const int PngFrame = 12;
    private const int RiffHeader = 12;

    /// <summary>Returns the chunks of a file, the first being its header; data that cannot be parsed stays in one chunk.</summary>
    public static List<byte[]> Split(byte[] bytes, FuzzKind kind)
    {
        var pieces = new List<byte[]>();
        var position = 0;
        while (position < bytes.Length)
        {
            var length = Math.Clamp(PieceLength(bytes, position, kind), 1, bytes.Length - position);
            pieces.Add(bytes[position..(position + (int)length)]);
            position += (int)length;
        }

        return pieces;
    }

    public static byte[] Join(IEnumerable<byte[]> pieces) => [.. pieces.SelectMany(piece => piece)];

    /// <summary>Returns the same file with valid checksums (PNG) or a valid length (WebP).</summary>
    public static byte[] MendChecksums(byte[] bytes, FuzzKind kind)
    {
        var copy = bytes.ToArray();
        if (kind == FuzzKind.WebP && copy.Length > RiffHeader)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(4), (uint)copy.Length - 8);
        }

        for (long position = PngSignature; kind == FuzzKind.Png && position + PngFrame <= copy.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(copy.AsSpan((int)position));
            if (position + PngFrame + length > copy.Length)
            {
                break;
            }

            var covered = copy.AsSpan((int)position + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan((int)position + 8 + (int)length), Crc32.Append(0, covered));
            position += PngFrame + length;
        }

        return copy;
    }

    private static long PieceLength(byte[] bytes, int position, FuzzKind kind)
    {
        var rest = bytes.AsSpan(position);
        switch (kind)
        {
            case FuzzKind.Png:
                return position == 0 ? PngSignature : rest.Length < PngFrame ? rest.Length : PngFrame + (long)BinaryPrimitives.ReadUInt32BigEndian(rest);
            case FuzzKind.WebP:
                return position == 0 ? RiffHeader : rest.Length < 8 ? rest.Length : 8 + (((long)BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) + 1) & ~1L);
            case FuzzKind.Jpeg when position == 0:
                return 2;
            case FuzzKind.Jpeg:
                // A segment with the entropy-coded data after it, up to the next marker.
                var length = rest.Length < 4 || rest[0] != 0xFF ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
                while (length + 1 < rest.Length && !(rest[length] == 0xFF && rest[length + 1] is not (0x00 or (>= 0xD0 and <= 0xD7))))
                {
                    length++;
                }

                return length;
            case FuzzKind.Text:
                return rest.IndexOf((byte)'\n') + 1 is > 0 and var line ? line : rest.Length;
            default:
                return rest.Length;
        }
    }
}
