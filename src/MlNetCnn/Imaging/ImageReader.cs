using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// Reads all image files: checks the header first, then decodes, accepts only complete images, and applies the EXIF
/// orientation. One per worker; not safe for concurrent use by several threads.
/// </summary>
/// <param name="options">Limits and settings of decoding.</param>
/// <param name="minScale">
/// Returns the minimum scale at which an oriented image of a given size may be decoded, 1 for full size. Called only if a scaled decode
/// is possible.
/// </param>
[SharedInternal]
internal sealed class ImageReader(ImageDecoderOptions options, Func<SKSizeI, float> minScale) : IDisposable
{
    /// <summary>The minimum size to which the codec shrinks an image, relative to the size needed, so that the resizer's filter decides.</summary>
    public const float MinOversampling = 1.5f;

    // Fewer bytes of text and profiles in a PNG do not justify a copy without them.
    private const int FewRemarkBytes = 1 << 16;

    // Memory above this is released after each image, so that one 80-megapixel photo does not occupy every worker's memory.
    private const long CachedBytes = 16L * 1024 * 1024;

    // At 4 bytes each, more do not fit into a span, regardless of the options.
    private const long MaxPixels = int.MaxValue / 4;

    // Every scan of a progressive JPEG covers the whole image, however few bytes it has: a small file of many scans
    // would keep a worker busy for hours. Encoders write about ten; the codec itself gives up at 100, without a reason.
    private const int MaxScans = 99;

    private readonly NativeBuffer _file = new();
    private readonly NativeBuffer _stored = new();
    private readonly NativeBuffer _other = new();
    private readonly NativeBuffer _bare = new();

    private int _length;

    /// <summary>The hash of the most recently loaded file.</summary>
    public ContentHash Content => ContentHash.Of(_file.Span(_length));

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The image, valid until <see cref="Release"/> or the next call.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Read(string path, out DecodedImage image)
    {
        image = default;
        return Load(path) ?? ReadLoaded(path, out image);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Load(string path)
    {
        try
        {
            return ImageFile.Read(path, _file, options.MaxFileBytes, out _length);
        }
        catch (OutOfMemoryException)
        {
            return TooLarge(path);
        }
    }

    /// <summary>Reads the bytes of a file, or copies those in memory.</summary>
    /// <param name="source">The file, or its bytes.</param>
    /// <returns>Null, or why the image was rejected.</returns>
    public ImageError? Load(in ImageSource source)
    {
        if (source.Bytes is not { } bytes)
        {
            return Load(source.Path);
        }

        try
        {
            return ImageFile.Copy(source.Path, bytes.Span, _file, options.MaxFileBytes, out _length);
        }
        catch (OutOfMemoryException)
        {
            return TooLarge(source.Path);
        }
    }

    /// <summary>Decodes the most recently loaded file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="image">The image, valid until <see cref="Release"/> or the next call.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? ReadLoaded(string path, out DecodedImage image)
    {
        image = default;
        try
        {
            return ReadBytes(path, _length, out image);
        }
        catch (OutOfMemoryException)
        {
            return TooLarge(path);
        }
    }

    /// <summary>Writes the bytes of the most recently loaded file.</summary>
    /// <param name="target">The stream to write to.</param>
    public void CopyTo(Stream target) => target.Write(_file.Span(_length));

    /// <summary>Releases the memory of an unusually large image; call it after the image has been used.</summary>
    public void Release()
    {
        _file.Trim(CachedBytes);
        _stored.Trim(CachedBytes);
        _other.Trim(CachedBytes);
        _bare.Trim(0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _stored.Dispose();
        _other.Dispose();
        _bare.Dispose();
    }

    private static ImageError TooLarge(string path) => new(path, ErrorCodes.ImageTooLarge, "there is not enough memory to decode it");

    private ImageError? ReadBytes(string path, int length, out DecodedImage image)
    {
        image = default;
        var bytes = _file.Span(length);
        var format = ImageFormatSniffer.Sniff(bytes);
        if (format == ImageFormat.Unknown)
        {
            return new ImageError(
                path, ErrorCodes.ImageUnsupported, $"not a {ImageFormatSniffer.Accepted} file: {ImageFormatSniffer.Describe(bytes)}");
        }

        var structure = ImageStructure.Read(format, bytes);
        var file = new ImageContent(path, length, format, structure);
        if (structure.Scans > MaxScans)
        {
            return new ImageError(path, ErrorCodes.ImageTooLarge, $"the JPEG has {structure.Scans} scans; the maximum is {MaxScans}");
        }

        using var data = CodecData(format, bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return structure.EndsEarly
                ? DecodeError.Truncated(file, 0)
                : new ImageError(path, ErrorCodes.ImageCorrupt, $"its first bytes are those of a {format.Name()} file, but its header cannot be read");
        }

        var size = codec.Info.Size;
        var maxPixels = Math.Min(options.MaxPixels, MaxPixels);
        if (size.Width > options.MaxSide || size.Height > options.MaxSide || (long)size.Width * size.Height > maxPixels)
        {
            return new ImageError(
                path, ErrorCodes.ImageTooLarge, $"{size.Width}x{size.Height} pixels; the maximum is {options.MaxSide} per side and {maxPixels} in total");
        }

        var origin = options.ApplyOrientation
            ? ExifOrientation.Read(bytes.Slice(structure.ExifStart, structure.ExifLength))
            : SKEncodedOrigin.TopLeft;
        return Decode(file, codec, Plan(codec, format, origin, bytes), origin, out image);
    }

    /// <summary>Returns the data for the codec: the file, or a PNG without the chunks that only take time.</summary>
    private SKData CodecData(ImageFormat format, ReadOnlySpan<byte> bytes)
    {
        var length = format == ImageFormat.Png ? PngStructure.LengthWithoutRemarks(bytes) : bytes.Length;
        if (bytes.Length - length <= FewRemarkBytes)
        {
            return SKData.Create(_file.Pointer, bytes.Length);
        }

        _bare.Reserve(length);
        PngStructure.CopyWithoutRemarks(bytes, _bare.Span(length));
        return SKData.Create(_bare.Pointer, length);
    }

    private DecodePlan Plan(SKCodec codec, ImageFormat format, SKEncodedOrigin origin, ReadOnlySpan<byte> bytes)
    {
        var size = codec.Info.Size;
        if (!DecodePlan.CanScale(format, size, options))
        {
            return DecodePlan.Whole(size);
        }

        var oriented = ImageOrientation.SwapsSides(origin) ? new SKSizeI(size.Height, size.Width) : size;
        return DecodePlan.Scaled(codec, format, minScale(oriented), PngStructure.IsInterlaced(bytes));
    }

    private ImageError? Decode(ImageContent file, SKCodec codec, DecodePlan plan, SKEncodedOrigin origin, out DecodedImage image)
    {
        image = default;
        var size = codec.Info.Size;
        var stored = Info(codec.Info, plan.Size);
        _stored.Reserve(stored.BytesSize64);
        var result = plan.Shrink == 1
            ? codec.GetPixels(stored, _stored.Pointer, stored.RowBytes, SKCodecOptions.Default)
            : StripDecode.Run(
                codec, Info(codec.Info, size), plan.Shrink, StripDecode.Rows(size.Width, plan.Shrink), _other, _stored.Span(stored.BytesSize));

        var hasPixels = result is SKCodecResult.Success or SKCodecResult.IncompleteInput;
        if (!hasPixels && options.AllowTruncated && file.IsUnendedJpeg)
        {
            result = DecodeAsIfEnded(stored, file.Length);
        }

        // The first of several scans contains every row, only not in full detail.
        var percent = hasPixels ? DecodedPercent(stored) : file.Structure.Scans > 1 ? 100 : 0;
        if (DecodeError.Of(file, result, options.AllowTruncated, percent) is { } error)
        {
            return error;
        }

        var traits = ImageTraits.None;
        if (result == SKCodecResult.IncompleteInput || file.IsUnendedJpeg)
        {
            traits |= ImageTraits.Truncated;
        }

        if (plan.Size != size)
        {
            traits |= ImageTraits.ScaledDecode | ImageTraits.DiffersFromMlNet;
        }

        if (ImageFormatNames.Contradicts(file.Path, file.Format))
        {
            traits |= ImageTraits.WrongExtension;
        }

        image = Orient(ToPlatform(new DecodedImage(stored, _stored.Pointer, file.Format, traits)), origin);
        image = image with
        {
            Traits = image.Traits | PixelAlpha.Traits(image, options.Background),
            FullSize = ImageOrientation.SwapsSides(origin) ? new SKSizeI(size.Height, size.Width) : size,
        };
        return null;
    }

    /// <summary>
    /// Decodes a truncated JPEG of several scans: the codec returns nothing without an end marker, so one is appended.
    /// </summary>
    private SKCodecResult DecodeAsIfEnded(SKImageInfo stored, int length)
    {
        JpegStructure.EndMarker.CopyTo(_file.Span(length + JpegStructure.EndMarker.Length)[length..]);
        using var data = SKData.Create(_file.Pointer, length + JpegStructure.EndMarker.Length);
        using var codec = SKCodec.Create(data);
        return codec?.GetPixels(stored, _stored.Pointer, stored.RowBytes, SKCodecOptions.Default) ?? SKCodecResult.InvalidInput;
    }

    /// <summary>
    /// Returns the layout to decode to. ML.NET uses the codec's own pixel format; formats of 4 bytes and gray are decoded directly
    /// to the platform's order, which gives the same values.
    /// </summary>
    private static SKImageInfo Info(SKImageInfo encoded, SKSizeI size) => new(
        size.Width,
        size.Height,
        encoded.ColorType is SKColorType.Rgb565 or SKColorType.Alpha8 ? encoded.ColorType : SKImageInfo.PlatformColorType,
        encoded.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);

    /// <summary>Returns the percentage of the image that was decoded: the codec leaves the rows that it did not reach at zero.</summary>
    private int DecodedPercent(SKImageInfo stored)
    {
        var last = _stored.Span(stored.BytesSize).LastIndexOfAnyExcept((byte)0);
        return (int)(100L * ((last + stored.RowBytes) / stored.RowBytes) / stored.Height);
    }

    private DecodedImage ToPlatform(DecodedImage image)
    {
        if (image.Info.ColorType == SKImageInfo.PlatformColorType)
        {
            return image;
        }

        var info = image.Info.WithColorType(SKImageInfo.PlatformColorType);
        _other.Reserve(info.BytesSize64);
        using (var source = image.ToPixmap())
        {
            source.ReadPixels(info, _other.Pointer, info.RowBytes);
        }

        _stored.Reserve(info.BytesSize64);
        _other.Span(info.BytesSize).CopyTo(_stored.Span(info.BytesSize));
        return image with { Info = info, Pointer = _stored.Pointer };
    }

    private DecodedImage Orient(DecodedImage image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
        {
            return image;
        }

        var info = image.Info;
        _other.Reserve(info.BytesSize64);
        ImageOrientation.Apply(image.Words, info.Width, info.Height, origin, MemoryMarshal.Cast<byte, uint>(_other.Span(info.BytesSize)));
        return image with
        {
            Info = ImageOrientation.SwapsSides(origin) ? info.WithSize(info.Height, info.Width) : info,
            Pointer = _other.Pointer,
            Traits = image.Traits | ImageTraits.Oriented | ImageTraits.DiffersFromMlNet,
        };
    }
}

/// <summary>An image to decode: a file, or the bytes of a file in memory.</summary>
/// <param name="Path">The file; empty for bytes.</param>
/// <param name="Bytes">The bytes, or null for a file.</param>
internal readonly record struct ImageSource(string Path, ReadOnlyMemory<byte>? Bytes = null);

/// <summary>A file that is being decoded, with the information from its first bytes and its structure.</summary>
/// <param name="Path">The file, as specified.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Format">Its format.</param>
/// <param name="Structure">Its structure.</param>
internal readonly record struct ImageContent(string Path, int Length, ImageFormat Format, ImageStructure Structure)
{
    /// <summary>Whether it is a JPEG without an end marker.</summary>
    public bool IsUnendedJpeg => Format == ImageFormat.Jpeg && Structure.EndsEarly;
}
