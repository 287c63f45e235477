using SkiaSharp;

namespace MlNetCnn;

/// <summary>Reads the size of an image without decoding it.</summary>
internal static class ImageHeader
{
    /// <summary>Width and height as stored, in pixels, or null where the file cannot be read.</summary>
    /// <param name="path">The file.</param>
    public static SKSizeI? Size(string path)
    {
        try
        {
            // A FIFO or a device would never end.
            if ((File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.Directory)) != 0 || new FileInfo(path).Length == 0)
            {
                return null;
            }

            using var stream = File.OpenRead(path);
            using var codec = SKCodec.Create(stream);
            return codec?.Info.Size;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
