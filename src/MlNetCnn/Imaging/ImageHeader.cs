using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>Reads the size of an image without decoding it.</summary>
internal static class ImageHeader
{
    /// <summary>Returns the width and height as stored, in pixels, or null if the file cannot be read.</summary>
    /// <param name="path">The file.</param>
    public static SKSizeI? Size(string path)
    {
        try
        {
            if (SpecialFile.Exists(path))
            {
                return null;
            }

            using var stream = File.OpenRead(path);
            Span<byte> head = stackalloc byte[PngStructure.HeaderBytes];
            if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && PngStructure.Size(head) is { } size)
            {
                // The codec would read all chunks before the pixels first.
                return size;
            }

            stream.Position = 0;
            using var codec = SKCodec.Create(stream);
            return codec?.Info.Size;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
