using System.Buffers.Binary;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// Reads the orientation (tag 0x0112) from EXIF data (CIPA DC-008): a TIFF header and its first directory. Invalid data is
/// ignored, because an image is worth more than its metadata.
/// </summary>
internal static class ExifOrientation
{
    private const int OrientationTag = 0x0112;
    private const int TypeShort = 3;
    private const int EntryBytes = 12;

    private static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>Returns the position of the stored image's first row and column.</summary>
    /// <param name="exif">The data, with or without the six bytes "Exif\0\0" before the TIFF header.</param>
    public static SKEncodedOrigin Read(ReadOnlySpan<byte> exif)
    {
        var tiff = exif.StartsWith(Prefix) ? exif[Prefix.Length..] : exif;
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return SKEncodedOrigin.TopLeft;
        }

        var little = tiff[0] == 'I';
        var directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return SKEncodedOrigin.TopLeft;
        }

        var entries = Short(tiff, (int)directory, little);
        var position = (int)directory + 2;
        for (var i = 0; i < entries && position + EntryBytes <= tiff.Length; i++, position += EntryBytes)
        {
            if (Short(tiff, position, little) == OrientationTag)
            {
                var value = Short(tiff, position + 8, little);
                return Short(tiff, position + 2, little) == TypeShort && value is >= 1 and <= 8 ? (SKEncodedOrigin)value : SKEncodedOrigin.TopLeft;
            }
        }

        return SKEncodedOrigin.TopLeft;
    }

    private static int Short(ReadOnlySpan<byte> bytes, int position, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[position..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]);
}
