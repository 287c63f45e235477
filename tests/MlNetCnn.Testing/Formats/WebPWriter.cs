namespace MlNetCnn.Testing;

/// <summary>Puts WebP bitstreams written by Skia into extended files (RFC 9649, section 2.7): with EXIF, or animated.</summary>
internal static class WebPWriter
{
    private const int ExifFlag = 0x08;
    private const int AlphaFlag = 0x10;
    private const int AnimationFlag = 0x02;
    private const int FileHeaderBytes = 12;

    /// <summary>Returns the same image with EXIF data after it.</summary>
    public static byte[] WithExif(byte[] webP, int width, int height, byte[] exif) =>
        File(width, height, ExifFlag, [Bitstream(webP), Chunk("EXIF", exif)]);

    /// <summary>Returns an animation of the images, all of the same size.</summary>
    public static byte[] Animated(IEnumerable<byte[]> frames, int width, int height)
    {
        byte[] loop = [0, 0, 0, 0, 0, 0];
        return File(width, height, AnimationFlag | AlphaFlag, [Chunk("ANIM", loop), .. frames.Select(frame => Chunk("ANMF", Frame(frame, width, height)))]);
    }

    private static byte[] Frame(byte[] webP, int width, int height) =>
        new ByteWriter().Little24(0).Little24(0).Little24(width - 1).Little24(height - 1).Little24(100).Add(0).Add(Bitstream(webP)).ToArray();

    private static byte[] File(int width, int height, int flags, IEnumerable<byte[]> chunks)
    {
        var header = new ByteWriter().Add((byte)flags, 0, 0, 0).Little24(width - 1).Little24(height - 1).ToArray();
        var content = new ByteWriter().Add("WEBP"u8).Add(Chunk("VP8X", header));
        foreach (var chunk in chunks)
        {
            content.Add(chunk);
        }

        return new ByteWriter().Add("RIFF"u8).Little32((uint)content.Length).Add(content.ToArray()).ToArray();
    }

    /// <summary>Returns the chunk VP8 or VP8L of a simple file unchanged.</summary>
    private static byte[] Bitstream(byte[] webP)
    {
        var type = webP.AsSpan(FileHeaderBytes, 4);
        return type.SequenceEqual("VP8X"u8)
            ? webP[(FileHeaderBytes + 8 + 10)..]
            : webP[FileHeaderBytes..];
    }

    private static byte[] Chunk(string type, byte[] data) =>
        new ByteWriter().Add([.. type.Select(c => (byte)c)]).Little32((uint)data.Length).Add(data).Add(new byte[data.Length % 2]).ToArray();
}
