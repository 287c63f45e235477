using System.Buffers.Binary;

namespace MlNetCnn.Fuzz;

/// <summary>Changes the directory of a zip: the fields, number and offsets of its entries.</summary>
internal static class DirectoryMutator
{
    private const int FixedBytes = 46;
    private static readonly uint[] Edges = [0, 1, 30, 46, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFF];

    // Offset of each field: flags, method, sizes, lengths of names, and positions, with the number of bytes of each.
    private static readonly (int At, int Bytes)[] Fields =
        [(8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4), (46, 4), (50, 4), (60, 4)];

    private static readonly (int At, int Bytes)[] EndFields = [(8, 2), (10, 2), (12, 4), (16, 4), (20, 2)];

    /// <summary>Returns the archive with one to four changes.</summary>
    /// <param name="bytes">A zip.</param>
    /// <param name="random">The source of the choices.</param>
    public static byte[] Change(byte[] bytes, SeededRandom random)
    {
        var end = bytes.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        var start = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end + 16));
        var records = Split(bytes[start..end]);
        var tail = bytes[end..];
        for (var change = random.Next(4); change >= 0; change--)
        {
            var place = random.Next(records.Count);
            switch (random.Next(7))
            {
                case 0 when records.Count > 1:
                    records.RemoveAt(place);
                    break;
                case 1:
                    records.Insert(random.Next(records.Count), records[place]);
                    break;
                case 2:
                    records.AddRange(Enumerable.Range(0, random.Next(2000)).Select(i => Renamed(records[place], i)));
                    break;
                case 3:
                    Write(tail, EndFields[random.Next(EndFields.Length)], random);
                    break;
                case 4:
                    records[place] = [.. records[place]];
                    records[random.Next(records.Count)].AsSpan(42, 4).CopyTo(records[place].AsSpan(42));
                    break;
                default:
                    records[place] = [.. records[place]];
                    Write(records[place], Fields[random.Next(Fields.Length)], random);
                    break;
            }
        }

        if (random.Next(4) != 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(8), (ushort)records.Count);
            BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(10), (ushort)records.Count);
            BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(12), records.Sum(record => record.Length));
        }

        return [.. bytes[..start], .. records.SelectMany(record => record), .. tail];
    }

    private static List<byte[]> Split(byte[] directory)
    {
        var records = new List<byte[]>();
        for (var at = 0; at < directory.Length;)
        {
            var length = FixedBytes + BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 28))
                + BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 30)) + BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 32));
            records.Add(directory[at..(at + length)]);
            at += length;
        }

        return records;
    }

    private static byte[] Renamed(byte[] record, int number)
    {
        byte[] copy = [.. record];
        copy[^1] = (byte)('0' + (number % 10));
        copy[^2] = (byte)('a' + (number / 10 % 26));
        copy[^3] = (byte)('a' + (number / 260 % 26));
        return copy;
    }

    private static void Write(byte[] target, (int At, int Bytes) field, SeededRandom random)
    {
        if (field.At + field.Bytes > target.Length)
        {
            return;
        }

        var value = random.Next(3) == 0 ? (uint)random.Next(int.MaxValue) : Edges[random.Next(Edges.Length)];
        if (field.Bytes == 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target.AsSpan(field.At), (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target.AsSpan(field.At), value);
        }
    }
}
