using System.Buffers.Binary;
using System.Text;

namespace MlNetCnn.Training.Tests;

/// <summary>
/// Writes the parts of an ELF shared object that state its required symbol versions: two versions of one library, one symbol for each, and
/// relocations against the requested symbols.
/// </summary>
internal static class ElfFile
{
    public const string Library = "libcpp.so.6";
    public const string Old = "CPP_1";
    public const string New = "CPP_2";

    private const int HeaderSize = 64;

    /// <summary>Creates the file.</summary>
    /// <param name="relocated">The numbers of the symbols that addresses are filled in from: 1 has the old version, 2 the new one.</param>
    /// <param name="relocationType">The kind of the section with the relocations.</param>
    public static byte[] Write(int[] relocated, uint relocationType = 4)
    {
        var names = Encoding.ASCII.GetBytes($"\0{Library}\0{Old}\0{New}\0");
        var (library, old, @new) = (1, 2 + Library.Length, 3 + Library.Length + Old.Length);
        byte[] needs =
        [
            .. U16(1), .. U16(2), .. U32(library), .. U32(16), .. U32(0),
            .. U32(0), .. U16(0), .. U16(2), .. U32(old), .. U32(16),
            .. U32(0), .. U16(0), .. U16(3), .. U32(@new), .. U32(0),
        ];
        byte[] versions = [.. U16(0), .. U16(2), .. U16(0x8003)];
        byte[] relocations = [.. relocated.SelectMany(symbol => (byte[])[.. U64(0), .. U64((ulong)symbol << 32 | 6), .. U64(0)])];

        var sections = new (uint Type, byte[] Content)[] { (0, []), (3, names), (0x6ffffffe, needs), (0x6fffffff, versions), (relocationType, relocations) };
        var file = new List<byte>(new byte[HeaderSize]);
        var table = new List<byte>();
        foreach (var (type, content) in sections)
        {
            // Name, type, flags, address, offset, size, the number of the section with the names, and three more.
            table.AddRange([.. U32(0), .. U32((int)type), .. U64(0), .. U64(0), .. U64((ulong)file.Count), .. U64((ulong)content.Length), .. U32(1), .. U32(0), .. U64(0), .. U64(0)]);
            file.AddRange(content);
        }

        var start = file.Count;
        file.AddRange(table);
        byte[] bytes = [.. file];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(0x28), start);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(0x3a), HeaderSize);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(0x3c), (short)sections.Length);
        return bytes;
    }

    private static byte[] U16(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] U32(int value) => BitConverter.GetBytes(value);

    private static byte[] U64(ulong value) => BitConverter.GetBytes(value);
}
