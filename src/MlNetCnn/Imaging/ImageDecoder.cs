using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn;

/// <summary>
/// The one door through which picture files become pixels: looks at the header first, decodes, takes nothing but a
/// complete picture, and writes what the backbone reads. One per worker; not safe for use by several threads at once.
/// </summary>
/// <remarks>
/// Colour profiles are ignored, as ML.NET ignores them. For opaque pictures without EXIF orientation that are not decoded
/// scaled, the pixels equal those of ML.NET's LoadImages, ResizeImages and ExtractPixels.
/// </remarks>
internal sealed class ImageDecoder : IDisposable
{
    // Memory above this is given back after each picture, so that one 80-megapixel photo does not stay with every worker.
    private const long KeptBytes = 16L * 1024 * 1024;

    private readonly ImageDecoderOptions _options;
    private readonly ImageResizer _resizer;
    private readonly ResizeMode _mode;
    private readonly NativeBuffer _file = new();
    private readonly NativeBuffer _stored = new();
    private readonly NativeBuffer _upright = new();

    /// <summary>Creates a decoder.</summary>
    /// <param name="width">Width of the result, in pixels.</param>
    /// <param name="height">Height of the result, in pixels.</param>
    /// <param name="mode">How a picture of another shape is made to fit.</param>
    /// <param name="options">What is accepted.</param>
    public ImageDecoder(int width, int height, ResizeMode mode, ImageDecoderOptions options)
    {
        _options = options;
        _mode = mode;
        _resizer = new ImageResizer(width, height, mode);
    }

    /// <summary>Floats that one picture takes: 3 * height * width.</summary>
    public int PixelLength => 3 * _resizer.Width * _resizer.Height;

    /// <summary>Reads, decodes and resizes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; <see cref="PixelLength"/> floats; undefined after a fault.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageFault? Decode(string path, Span<float> pixels)
    {
        try
        {
            return ImageFile.Read(path, _file, _options.MaxFileBytes, out var length) ?? DecodeBytes(path, length, pixels);
        }
        finally
        {
            _file.Trim(KeptBytes);
            _stored.Trim(KeptBytes);
            _upright.Trim(KeptBytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _resizer.Dispose();
        _file.Dispose();
        _stored.Dispose();
        _upright.Dispose();
    }

    private ImageFault? DecodeBytes(string path, int length, Span<float> pixels)
    {
        var bytes = _file.Span(length);
        var format = ImageFormatSniffer.Sniff(bytes);
        if (format == ImageFormat.Unknown)
        {
            return new ImageFault(
                path, "IMG_UNSUPPORTED", $"no {ImageFormatSniffer.Accepted} by its first bytes: {ImageFormatSniffer.Describe(bytes)}");
        }

        using var data = SKData.Create(_file.Pointer, length);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return new ImageFault(path, "IMG_CORRUPT", $"its first bytes say {format}, but its header cannot be read");
        }

        var info = codec.Info;
        if (info.Width > _options.MaxSide || info.Height > _options.MaxSide || (long)info.Width * info.Height > _options.MaxPixels)
        {
            return new ImageFault(
                path,
                "IMG_TOO_LARGE",
                $"{info.Width}x{info.Height} pixels; at most {_options.MaxSide} a side and {_options.MaxPixels} in all are taken");
        }

        var size = ScaledDecode.Size(codec, format, _resizer.Width, _resizer.Height, _mode);
        var stored = new SKImageInfo(
            size.Width,
            size.Height,
            SKImageInfo.PlatformColorType,
            info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        _stored.Reserve(stored.BytesSize64);
        var result = codec.GetPixels(stored, _stored.Pointer, stored.RowBytes, SKCodecOptions.Default);
        var fault = Judge(path, format, result, bytes);
        if (fault is not null)
        {
            return fault;
        }

        var picture = Upright(stored, _options.ApplyOrientation ? codec.EncodedOrigin : SKEncodedOrigin.TopLeft, out var pointer);
        using var pixmap = new SKPixmap(picture, pointer, picture.RowBytes);
        var resized = _resizer.Resize(pixmap, new SKColor(0xFF000000u | (uint)_options.Background));
        PixelPlanes.Write(resized, SKImageInfo.PlatformColorType, pixels);
        return null;
    }

    private ImageFault? Judge(string path, ImageFormat format, SKCodecResult result, ReadOnlySpan<byte> bytes)
    {
        switch (result)
        {
            case SKCodecResult.Success when format != ImageFormat.Jpeg || JpegStructure.HasEnd(bytes) || _options.AllowTruncated:
            case SKCodecResult.IncompleteInput when _options.AllowTruncated:
                return null;
            case SKCodecResult.Success:
            case SKCodecResult.IncompleteInput:
                return new ImageFault(path, "IMG_TRUNCATED", $"the {format} file ends before its picture does; fetch or export it again");
            default:
                return new ImageFault(path, "IMG_CORRUPT", $"the {format} data are damaged ({result}); fetch or export the file again");
        }
    }

    private SKImageInfo Upright(SKImageInfo stored, SKEncodedOrigin origin, out nint pointer)
    {
        pointer = _stored.Pointer;
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
        {
            return stored;
        }

        _upright.Reserve(stored.BytesSize64);
        ImageOrientation.Apply(
            MemoryMarshal.Cast<byte, uint>(_stored.Span(stored.BytesSize)),
            stored.Width,
            stored.Height,
            origin,
            MemoryMarshal.Cast<byte, uint>(_upright.Span(stored.BytesSize)));
        pointer = _upright.Pointer;
        return ImageOrientation.SwapsSides(origin) ? stored.WithSize(stored.Height, stored.Width) : stored;
    }
}
