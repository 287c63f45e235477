using System.Buffers.Binary;
using System.Text;

namespace MlNetCnn.Fuzz;

/// <summary>Inserts, removes and swaps chunks of any kind and length in a PNG, with valid checksums.</summary>
internal static class ChunkMutator
{
    private static readonly string[] Types =
    [
        "tEXt", "zTXt", "iTXt", "eXIf", "iCCP", "PLTE", "tRNS", "sBIT", "gAMA", "cHRM", "sRGB", "cICP", "bKGD", "pHYs", "tIME", "hIST", "sPLT", "acTL",
        "fcTL", "fdAT", "IDAT", "IEND", "IHDR", "npTc", "zzzz", "ZZZZ", "\0\0\0\0",
    ];

    /// <summary>Returns the file with one to four changes.</summary>
    /// <param name="bytes">A PNG.</param>
    /// <param name="random">The source of the choices.</param>
    public static byte[] Change(byte[] bytes, SeededRandom random)
    {
        var pieces = Containers.Split(bytes, FuzzKind.Png);
        for (var change = random.Next(4); change >= 0; change--)
        {
            var place = 1 + random.Next(pieces.Count - 1);
            switch (random.Next(6))
            {
                case 0 when pieces.Count > 2:
                    pieces.RemoveAt(place);
                    break;
                case 1:
                    pieces.Insert(1 + random.Next(pieces.Count - 1), pieces[place]);
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32BigEndian((pieces[place] = [.. pieces[place]]).AsSpan(), (uint)random.Next(1 << random.Next(31)));
                    break;
                default:
                    pieces.Insert(place, Chunk(random));
                    break;
            }
        }

        return Containers.MendChecksums(Containers.Join(pieces), FuzzKind.Png);
    }

    private static byte[] Chunk(SeededRandom random)
    {
        // Most are short; some are as long as text and camera profiles, and a few are longer than any valid chunk.
        var length = random.Next(1 << (random.Next(8) == 0 ? 23 : random.Next(17)));
        var chunk = new byte[length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, length);
        Encoding.Latin1.GetBytes(Types[random.Next(Types.Length)]).CopyTo(chunk, 4);
        for (var i = 0; i < length && random.Next(64) != 0; i++)
        {
            chunk[8 + i] = (byte)random.Next(256);
        }

        return chunk;
    }
}
