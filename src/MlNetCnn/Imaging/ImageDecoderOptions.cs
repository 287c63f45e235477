using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace MlNetCnn.Imaging;

/// <summary>What the decoder accepts. The limits are looked at before a single pixel is decoded.</summary>
public sealed record ImageDecoderOptions
{
    /// <summary>The defaults.</summary>
    public static ImageDecoderOptions Default { get; } = new();

    /// <summary>
    /// What a stock ML.NET application sees: EXIF orientation ignored, transparency on black, files that end early taken as far
    /// as they go, large photos decoded whole. The limits of size stay, and so do the five formats.
    /// </summary>
    public static ImageDecoderOptions MlNetCompatible { get; } = new()
    {
        ApplyOrientation = false,
        Background = 0x000000,
        AllowTruncated = true,
        DecodeScaled = false,
    };

    /// <summary>The largest file, in bytes.</summary>
    /// <value>64 MiB.</value>
    [Range(1, double.PositiveInfinity)]
    public long MaxFileBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The largest width or height, in pixels.</summary>
    /// <value>30,000.</value>
    [Range(1, int.MaxValue)]
    public int MaxSide { get; init; } = 30_000;

    /// <summary>The largest number of pixels (width times height).</summary>
    /// <value>89,478,485, the number at which Pillow warns of a decompression bomb.</value>
    [Range(1, double.PositiveInfinity)]
    public long MaxPixels { get; init; } = 89_478_485;

    /// <summary>Whether the EXIF orientation of a photo is applied, so that it stands as its viewer shows it.</summary>
    /// <value>True.</value>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>The colour behind transparent pixels, as 0xRRGGBB.</summary>
    /// <value>White, 0xFFFFFF.</value>
    [Range(0, 0xFFFFFF)]
    public int Background { get; init; } = 0xFFFFFF;

    /// <summary>Whether a file that ends early is used as far as it goes, black from there on, instead of being rejected.</summary>
    /// <value>False.</value>
    public bool AllowTruncated { get; init; }

    /// <summary>
    /// Whether JPEGs from 2 megapixels and PNG and WebP files from 24 megapixels are shrunk while they are decoded, which saves
    /// most of their time and memory. <see cref="ResizeMode.Squash"/> never does.
    /// </summary>
    /// <value>True.</value>
    public bool DecodeScaled { get; init; } = true;

    /// <summary>Pixels from which PNG and WebP files are decoded scaled; other values are for tests.</summary>
    internal long ScaledFromPixels { get; init; } = DecodePlan.MinOtherPixels;

    /// <summary>The options as cached features and checkpoints name them. It does not follow the names of the properties: another text for the same
    /// options would empty every cache and end every interrupted training.</summary>
    internal string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"ImageDecoderOptions {{ MaxFileBytes = {MaxFileBytes}, MaxSide = {MaxSide}, MaxPixels = {MaxPixels}, ApplyOrientation = {ApplyOrientation}, "
        + $"Background = {Background}, AllowTruncated = {AllowTruncated}, DecodeScaled = {DecodeScaled} }}");
}
