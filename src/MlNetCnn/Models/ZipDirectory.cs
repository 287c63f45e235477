using System.Buffers.Binary;

namespace MlNetCnn.Models;

/// <summary>Reads where the entries of a zip lie, which .NET keeps to itself (PKWARE APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16).</summary>
internal static class ZipDirectory
{
    private const int EndBytes = 22;
    private const int RecordBytes = 46;
    private const int LocalHeaderBytes = 30;

    private static ReadOnlySpan<byte> EndMark => "PK\u0005\u0006"u8;

    private static ReadOnlySpan<byte> RecordMark => "PK\u0001\u0002"u8;

    /// <summary>Refuses an archive in which two entries share bytes: a small one of that kind unpacks to any size.</summary>
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
                throw new InvalidDataException("two of its entries share the same bytes");
            }
        }
    }

    private static List<(long Start, long End)> Places(Stream zip)
    {
        var tail = Read(zip, Math.Max(0, zip.Length - EndBytes - ushort.MaxValue), (int)Math.Min(zip.Length, EndBytes + ushort.MaxValue));
        var at = tail.AsSpan().LastIndexOf(EndMark);
        if (at < 0 || tail.Length - at < EndBytes)
        {
            throw new InvalidDataException("it has no directory");
        }

        var end = tail.AsSpan(at);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (start + length > zip.Length || length > int.MaxValue)
        {
            throw new InvalidDataException("its directory lies outside of it, or is one for more than 4 GB");
        }

        var records = Read(zip, start, (int)length).AsSpan();
        var places = new List<(long Start, long End)>(count + 1) { (start, long.MaxValue) };
        for (var i = 0; i < count; i++)
        {
            if (records.Length < RecordBytes || !records.StartsWith(RecordMark))
            {
                throw new InvalidDataException("its directory is damaged");
            }

            var name = BinaryPrimitives.ReadUInt16LittleEndian(records[28..]);
            long entry = BinaryPrimitives.ReadUInt32LittleEndian(records[42..]);

            // The entry's own header may hold more than the directory tells of; so this is the least that it takes.
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
