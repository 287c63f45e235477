namespace MlNetCnn.Primitives;

/// <summary>The CRC-32 of zip, gzip and PNG (ISO 3309; polynomial 0xEDB88320, bits reversed), which .NET computes but does not offer.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, Step))];

    /// <summary>Goes on with a checksum.</summary>
    /// <param name="checksum">What the bytes before gave; 0 at the start.</param>
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
