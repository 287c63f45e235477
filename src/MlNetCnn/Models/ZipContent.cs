using System.IO.Compression;

namespace MlNetCnn.Models;

/// <summary>Reads zip entries and checks what .NET does not check: that the length and the checksum of an entry are as stated.</summary>
internal static class ZipContent
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Reads a whole entry.</summary>
    /// <param name="entry">The entry, which fits into memory.</param>
    /// <param name="start">Receives the first bytes.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The bytes after <paramref name="start"/>.</returns>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    /// <exception cref="EndOfStreamException">The entry is shorter than stated.</exception>
    public static byte[] Read(ZipArchiveEntry entry, Span<byte> start, CancellationToken cancellationToken = default)
    {
        using var stream = Open(entry);
        stream.ReadExactly(start);
        var rest = new byte[Math.Max(0, entry.Length - start.Length)];
        for (var read = 0; read < rest.Length; read += BlockBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.ReadExactly(rest, read, Math.Min(BlockBytes, rest.Length - read));
        }

        Compare(entry, Crc32.Append(Crc32.Append(0, start), rest), atEnd: stream.ReadByte() < 0);
        return rest;
    }

    /// <summary>Checks an entry without storing its bytes.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="InvalidDataException">The entry is damaged.</exception>
    public static void Check(ZipArchiveEntry entry, CancellationToken cancellationToken = default)
    {
        using var stream = Open(entry);
        var buffer = new byte[1 << 16];
        var checksum = 0u;
        var left = entry.Length;
        int read;
        while (left >= 0 && (read = stream.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            checksum = Crc32.Append(checksum, buffer.AsSpan(0, read));
            left -= read;
        }

        Compare(entry, checksum, atEnd: left == 0);
    }

    private static Stream Open(ZipArchiveEntry entry) =>
        entry.IsEncrypted ? throw new InvalidDataException($"the entry '{entry.FullName}' is encrypted") : entry.Open();

    private static void Compare(ZipArchiveEntry entry, uint checksum, bool atEnd)
    {
        if (!atEnd || checksum != entry.Crc32)
        {
            throw new InvalidDataException($"the entry '{entry.FullName}' is damaged: its length or checksum differs from the stated one");
        }
    }
}

/// <summary>The CRC-32 of zip, gzip and PNG (ISO 3309; polynomial 0xEDB88320, bits reversed), which .NET computes but does not expose.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, Step))];

    /// <summary>Continues a checksum.</summary>
    /// <param name="checksum">The checksum of the previous bytes; 0 at the start.</param>
    /// <param name="bytes">The next bytes.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        checksum = ~checksum;
        foreach (var value in bytes)
        {
            checksum = Table[(byte)checksum ^ value] ^ (checksum >> 8);
        }

        return ~checksum;
    }

    private static uint Step(uint checksum, int bit) => (checksum & 1) == 0 ? checksum >> 1 : (checksum >> 1) ^ 0xEDB88320;
}
