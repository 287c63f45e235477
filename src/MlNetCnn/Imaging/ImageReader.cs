using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// The one door through which picture files become pixels: looks at the header first, then decodes, takes nothing but a
/// complete picture, and stands it upright. One per worker; not safe for use by several threads at once.
/// </summary>
/// <param name="options">What is accepted.</param>
/// <param name="minScale">
/// Of the size of an upright picture: the least scale at which it may be decoded, 1 for whole. Asked only where a scaled decode
/// is possible.
/// </param>
[SharedInternal]
internal sealed class ImageReader(ImageDecoderOptions options, Func<SKSizeI, float> minScale) : IDisposable
{
    /// <summary>How much larger than needed the codec may shrink an image: what is left for the resizer must be enough that its filter decides.</summary>
    public const float MinOversampling = 1.5f;

    // Fewer bytes of texts and profiles in a PNG are not worth a copy without them.
    private const int FewRemarkBytes = 1 << 16;

    // Memory above this is given back after each picture, so that one 80-megapixel photo does not stay with every worker.
    private const long CachedBytes = 16L * 1024 * 1024;

    // At 4 bytes each, more do not fit into a span, whatever the options say.
    private const long MaxPixels = int.MaxValue / 4;

    // Every scan of a progressive JPEG goes over the whole picture, however few bytes it has: a small file of many scans
    // would keep a worker busy for hours. Encoders write about ten; the codec itself gives up at 100, without a reason.
    private const int MaxScans = 99;

    private readonly NativeBuffer _file = new();
    private readonly NativeBuffer _stored = new();
    private readonly NativeBuffer _other = new();
    private readonly NativeBuffer _bare = new();

    private int _length;

    /// <summary>The hash of the file that was loaded last.</summary>
    public ContentHash Content => ContentHash.Of(_file.Span(_length));

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The picture, valid until <see cref="Release"/> or the next call.</param>
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

    /// <summary>Decodes the file that was loaded last.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="image">The picture, valid until <see cref="Release"/> or the next call.</param>
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

    /// <summary>Writes the bytes of the file that was loaded last.</summary>
    /// <param name="target">Where to.</param>
    public void CopyTo(Stream target) => target.Write(_file.Span(_length));

    /// <summary>Gives the memory of an unusually large picture back; to be called when the picture was used.</summary>
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
                path, ErrorCodes.ImageUnsupported, $"no {ImageFormatSniffer.Accepted} by its first bytes: {ImageFormatSniffer.Describe(bytes)}");
        }

        var structure = ImageStructure.Read(format, bytes);
        var file = new ImageContent(path, length, format, structure);
        if (structure.Scans > MaxScans)
        {
            return new ImageError(path, ErrorCodes.ImageTooLarge, $"the JPEG goes over its picture in {structure.Scans} scans; at most {MaxScans} are taken");
        }

        using var data = CodecData(format, bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return structure.EndsEarly
                ? DecodeError.Truncated(file, 0)
                : new ImageError(path, ErrorCodes.ImageCorrupt, $"its first bytes say {format.Name()}, but its header cannot be read");
        }

        var size = codec.Info.Size;
        var maxPixels = Math.Min(options.MaxPixels, MaxPixels);
        if (size.Width > options.MaxSide || size.Height > options.MaxSide || (long)size.Width * size.Height > maxPixels)
        {
            return new ImageError(
                path, ErrorCodes.ImageTooLarge, $"{size.Width}x{size.Height} pixels; at most {options.MaxSide} a side and {maxPixels} in all are taken");
        }

        var origin = options.ApplyOrientation
            ? ExifOrientation.Read(bytes.Slice(structure.ExifStart, structure.ExifLength))
            : SKEncodedOrigin.TopLeft;
        return Decode(file, codec, Plan(codec, format, origin, bytes), origin, out image);
    }

    /// <summary>What the codec reads: the file, or a PNG without the chunks that only cost it time.</summary>
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

        var upright = ImageOrientation.SwapsSides(origin) ? new SKSizeI(size.Height, size.Width) : size;
        return DecodePlan.Scaled(codec, format, minScale(upright), PngStructure.IsInterlaced(bytes));
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

        // Of several scans the first one has every row, only not in full detail.
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

        image = Upright(ToPlatform(new DecodedImage(stored, _stored.Pointer, file.Format, traits)), origin);
        image = image with
        {
            Traits = image.Traits | PixelAlpha.Traits(image, options.Background),
            FullSize = ImageOrientation.SwapsSides(origin) ? new SKSizeI(size.Height, size.Width) : size,
        };
        return null;
    }

    /// <summary>
    /// Decodes a JPEG of several scans that ends early: the codec wants to see an end before it shows anything, so it is given one.
    /// </summary>
    private SKCodecResult DecodeAsIfEnded(SKImageInfo stored, int length)
    {
        JpegStructure.EndMarker.CopyTo(_file.Span(length + JpegStructure.EndMarker.Length)[length..]);
        using var data = SKData.Create(_file.Pointer, length + JpegStructure.EndMarker.Length);
        using var codec = SKCodec.Create(data);
        return codec?.GetPixels(stored, _stored.Pointer, stored.RowBytes, SKCodecOptions.Default) ?? SKCodecResult.InvalidInput;
    }

    /// <summary>
    /// The layout to decode to. ML.NET takes the codec's own kind of pixels; the kinds of 4 bytes and grey are decoded straight
    /// to the platform's order, which gives the same values.
    /// </summary>
    private static SKImageInfo Info(SKImageInfo encoded, SKSizeI size) => new(
        size.Width,
        size.Height,
        encoded.ColorType is SKColorType.Rgb565 or SKColorType.Alpha8 ? encoded.ColorType : SKImageInfo.PlatformColorType,
        encoded.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);

    /// <summary>How much of the picture was decoded: the codec leaves the rows it never came to at zero.</summary>
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

    private DecodedImage Upright(DecodedImage image, SKEncodedOrigin origin)
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

/// <summary>A file that is being decoded, and what its first bytes and its skeleton say.</summary>
/// <param name="Path">The file, as it was given.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Format">Its format.</param>
/// <param name="Structure">Its skeleton.</param>
internal readonly record struct ImageContent(string Path, int Length, ImageFormat Format, ImageStructure Structure)
{
    /// <summary>Whether it is a JPEG without the marker that ends it.</summary>
    public bool IsUnendedJpeg => Format == ImageFormat.Jpeg && Structure.EndsEarly;
}
