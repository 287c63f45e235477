using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace MlNetCnn.Imaging;

/// <summary>Limits and settings of the image decoder. The limits are checked before any pixel is decoded.</summary>
public sealed record ImageDecoderOptions
{
    /// <summary>The defaults.</summary>
    public static ImageDecoderOptions Default { get; } = new();

    /// <summary>
    /// Decodes like a plain ML.NET application: EXIF orientation is ignored, transparency is blended onto black, truncated files are
    /// decoded as far as possible, large images are decoded at full size. The size limits and the five formats still apply.
    /// </summary>
    public static ImageDecoderOptions MlNetCompatible { get; } = new()
    {
        ApplyOrientation = false,
        Background = 0x000000,
        AllowTruncated = true,
        DecodeScaled = false,
    };

    /// <summary>The maximum file size, in bytes.</summary>
    /// <value>64 MiB.</value>
    [Range(1, double.PositiveInfinity)]
    public long MaxFileBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The maximum width or height, in pixels.</summary>
    /// <value>30,000.</value>
    [Range(1, int.MaxValue)]
    public int MaxSide { get; init; } = 30_000;

    /// <summary>The maximum number of pixels (width times height).</summary>
    /// <value>89,478,485, the number at which Pillow warns of a decompression bomb.</value>
    [Range(1, double.PositiveInfinity)]
    public long MaxPixels { get; init; } = 89_478_485;

    /// <summary>Whether the EXIF orientation of an image is applied, so that it has the same orientation as in an image viewer.</summary>
    /// <value>True.</value>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>The background color of transparent pixels, as 0xRRGGBB.</summary>
    /// <value>White, 0xFFFFFF.</value>
    [Range(0, 0xFFFFFF)]
    public int Background { get; init; } = 0xFFFFFF;

    /// <summary>Whether a truncated file is decoded as far as possible, and black from there on, instead of being rejected.</summary>
    /// <value>False.</value>
    public bool AllowTruncated { get; init; }

    /// <summary>
    /// Whether JPEGs from 2 megapixels and PNG and WebP files from 24 megapixels are shrunk during decoding, which saves
    /// most of their time and memory. <see cref="ResizeMode.Squash"/> never does this.
    /// </summary>
    /// <value>True.</value>
    public bool DecodeScaled { get; init; } = true;

    /// <summary>The number of pixels from which PNG and WebP files are decoded scaled; other values are for tests.</summary>
    internal long ScaledFromPixels { get; init; } = DecodePlan.MinOtherPixels;

    /// <summary>The options as cached features and checkpoints name them. Does not follow the names of the properties: a different text for the same
    /// options would empty every cache and invalidate every checkpoint.</summary>
    internal string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"ImageDecoderOptions {{ MaxFileBytes = {MaxFileBytes}, MaxSide = {MaxSide}, MaxPixels = {MaxPixels}, ApplyOrientation = {ApplyOrientation}, "
        + $"Background = {Background}, AllowTruncated = {AllowTruncated}, DecodeScaled = {DecodeScaled} }}");
}
