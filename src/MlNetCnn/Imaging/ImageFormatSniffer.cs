using System.Buffers.Binary;
using System.Text;

namespace MlNetCnn.Imaging;

/// <summary>Detects a file's format by its first bytes, and describes files of unsupported formats.</summary>
internal static class ImageFormatSniffer
{
    /// <summary>The formats that <see cref="ImageDecoder"/> reads, for messages.</summary>
    public const string Accepted = "JPEG, PNG, WebP, BMP or GIF";

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Returns the format by the file's first bytes.</summary>
    public static ImageFormat Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return ImageFormat.Jpeg;
        }

        if (head.StartsWith(PngSignature))
        {
            return ImageFormat.Png;
        }

        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
        {
            return ImageFormat.WebP;
        }

        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
        {
            return ImageFormat.Gif;
        }

        return head.StartsWith("BM"u8) ? ImageFormat.Bmp : ImageFormat.Unknown;
    }

    /// <summary>Describes what an unknown file looks like, for its error message.</summary>
    public static string Describe(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8))
        {
            return DescribeMedia(head);
        }

        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8))
        {
            return "looks like TIFF or a camera's raw file";
        }

        if (head.StartsWith("%PDF"u8))
        {
            return "looks like PDF";
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return "looks like a zip archive";
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
        {
            return "looks like an icon (ICO)";
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || (head.Length >= 8 && head[4..].StartsWith("JXL "u8)))
        {
            return "looks like JPEG XL";
        }

        if (head.StartsWith("8BPS"u8))
        {
            return "looks like Photoshop (PSD)";
        }

        var text = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 512)]).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("<svg", StringComparison.OrdinalIgnoreCase)
            || (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) && text.Contains("<svg", StringComparison.OrdinalIgnoreCase)))
        {
            return "looks like SVG";
        }

        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
        {
            return "looks like HTML";
        }

        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return "looks like a Git LFS pointer; the image itself was not downloaded";
        }

        return text.Length > 0 && text.All(c => c is >= ' ' and < (char)127 or '\t' or '\r' or '\n')
            ? "looks like text"
            : "its first bytes do not match any known format";
    }

    /// <summary>Distinguishes the kinds of ISO media files by the brands in their first box (ISO 14496-12, ftyp).</summary>
    private static string DescribeMedia(ReadOnlySpan<byte> head)
    {
        var box = head[8..Math.Clamp(BinaryPrimitives.ReadInt32BigEndian(head), 12, Math.Min(head.Length, 256))];
        for (var i = 0; i + 4 <= box.Length; i += 4)
        {
            // The second word is a version; no brand looks like one.
            if (box[i..].StartsWith("avi"u8))
            {
                return "looks like AVIF";
            }
        }

        return box.StartsWith("he"u8) || box.StartsWith("mif"u8) || box.StartsWith("msf"u8)
            ? "looks like HEIC"
            : "looks like a video or another ISO media file";
    }
}
