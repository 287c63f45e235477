using System.Buffers.Binary;

namespace MlNetCnn.Models;

/// <summary>Reads the positions of the entries of a zip, which .NET does not expose (PKWARE APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16).</summary>
internal static class ZipDirectory
{
    private const int EndBytes = 22;
    private const int RecordBytes = 46;
    private const int LocalHeaderBytes = 30;

    private static ReadOnlySpan<byte> EntryMark => "PK\u0003\u0004"u8;

    private static ReadOnlySpan<byte> EndMark => "PK\u0005\u0006"u8;

    private static ReadOnlySpan<byte> RecordMark => "PK\u0001\u0002"u8;

    // The tag of ModelProto.ir_version, the first field.
    private static ReadOnlySpan<byte> NetworkStart => [0x08];

    /// <summary>Whether bytes are those of a zip, which may be damaged, rather than of an ONNX network.</summary>
    /// <param name="content">The bytes.</param>
    public static bool IsZip(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(EntryMark) || content.StartsWith(EndMark))
        {
            return true;
        }

        // The first bytes may be damaged. A network starts with the version of its format, and may contain a zip anywhere.
        return !content.StartsWith(NetworkStart) && content.Length >= EndBytes && content[^EndBytes..].StartsWith(EndMark);
    }

    /// <summary>Throws if two entries of an archive share bytes: a small archive of that kind can unpack to any size.</summary>
    /// <param name="zip">The archive.</param>
    /// <exception cref="InvalidDataException">Two entries share bytes, or the directory is damaged.</exception>
    public static void RequireApart(Stream zip)
    {
        var places = Places(zip);
        places.Sort();
        for (var i = 1; i < places.Count; i++)
        {
            if (places[i].Start < places[i - 1].End)
            {
                throw new InvalidDataException("two entries share the same bytes");
            }
        }
    }

    private static List<(long Start, long End)> Places(Stream zip)
    {
        var tail = Read(zip, Math.Max(0, zip.Length - EndBytes - ushort.MaxValue), (int)Math.Min(zip.Length, EndBytes + ushort.MaxValue));
        var at = tail.AsSpan().LastIndexOf(EndMark);
        if (at < 0 || tail.Length - at < EndBytes)
        {
            throw new InvalidDataException("the zip has no directory");
        }

        var end = tail.AsSpan(at);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (start + length > zip.Length || length > int.MaxValue)
        {
            throw new InvalidDataException("the directory of the zip is outside the file, or is that of a zip of more than 4 GB");
        }

        var records = Read(zip, start, (int)length).AsSpan();
        var places = new List<(long Start, long End)>(count + 1) { (start, long.MaxValue) };
        for (var i = 0; i < count; i++)
        {
            if (records.Length < RecordBytes || !records.StartsWith(RecordMark))
            {
                throw new InvalidDataException("the directory of the zip is damaged");
            }

            var name = BinaryPrimitives.ReadUInt16LittleEndian(records[28..]);
            long entry = BinaryPrimitives.ReadUInt32LittleEndian(records[42..]);

            // The header of the entry may be longer than the directory states, so this is the minimum size.
            places.Add((entry, entry + LocalHeaderBytes + name + BinaryPrimitives.ReadUInt32LittleEndian(records[20..])));
            var size = RecordBytes + name + BinaryPrimitives.ReadUInt16LittleEndian(records[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(records[32..]);
            records = records[Math.Min(size, records.Length)..];
        }

        return places;
    }

    private static byte[] Read(Stream zip, long position, int length)
    {
        var bytes = new byte[length];
        zip.Position = position;
        zip.ReadExactly(bytes);
        return bytes;
    }
}
