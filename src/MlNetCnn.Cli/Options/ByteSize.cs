using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>Sizes as people write them.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
        [("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30), ("TB", 1L << 40), ("B", 1)];

    /// <summary>Reads a size: a number above 0 with an optional unit of B, KB, MB, GB or TB, each 1024 of the one before.</summary>
    /// <param name="text">For example <c>500MB</c>.</param>
    /// <returns>The size in bytes, or null where it is none.</returns>
    public static long? Parse(string text)
    {
        var (unit, bytes) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase), ("", 1));
        var number = text[..^unit.Length].Trim();
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * bytes is >= 1 and < long.MaxValue / 2
                ? (long)(count * bytes)
                : null;
    }
}
