namespace MlNetCnn.Diagnostics;

/// <summary>Reads an image file once and records what an audit stores about it. One instance per worker.</summary>
internal sealed class ImageScan : IDisposable
{
    private readonly ImageReader _reader;
    private readonly ImageResizer _resizer = new(new ImageInput(PerceptualHasher.Side, PerceptualHasher.Side, ResizeMode.Crop, Factor: null));
    private readonly PerceptualHasher _hasher = new();
    private readonly float[] _pixels = new float[3 * PerceptualHasher.Side * PerceptualHasher.Side];
    private readonly int _background;

    /// <summary>Creates a scanner.</summary>
    /// <param name="options">The decoder options.</param>
    public ImageScan(ImageDecoderOptions options)
    {
        _reader = new ImageReader(options, size => ImageReader.MinOversampling * PerceptualHasher.Side / Math.Min(size.Width, size.Height));
        _background = options.Background;
    }

    /// <summary>Scans a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="record">The record of the file; after an error, only of its bytes.</param>
    /// <returns>Null, or the reason why the image cannot be used.</returns>
    public ImageError? Scan(string path, out ImageRecord record)
    {
        try
        {
            record = default;
            if (_reader.Load(path) is { } unread)
            {
                return unread;
            }

            record = new ImageRecord { Content = _reader.Content };
            var error = _reader.ReadLoaded(path, out var image);
            if (error is null)
            {
                using var pixmap = image.Flatten(_background).ToPixmap();
                _resizer.Resize(pixmap, _pixels);
                record = new ImageRecord(
                    record.Content, _hasher.Compute(_pixels), image.FullSize.Width, image.FullSize.Height, image.FormatName, image.Traits);
            }

            return error;
        }
        finally
        {
            _reader.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _resizer.Dispose();
        _reader.Dispose();
    }
}

/// <summary>The record of an image in an audit: about 350 bytes.</summary>
/// <param name="Content">The hash of the file's bytes; all zeros if the file could not be read.</param>
/// <param name="Hashes">The perceptual hashes in every orientation, the unchanged image first; null if it could not be decoded.</param>
/// <param name="Width">Width after EXIF orientation is applied, in pixels; 0 if it could not be decoded.</param>
/// <param name="Height">Height after EXIF orientation is applied, in pixels; 0 if it could not be decoded.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Traits">The unusual traits of the image.</param>
internal readonly record struct ImageRecord(
    ContentHash Content, PerceptualHash[]? Hashes, int Width, int Height, string? Format, ImageTraits Traits)
{
    /// <summary>The perceptual hash of the unchanged image.</summary>
    public PerceptualHash Hash => Hashes?[0] ?? default;

    /// <summary>Whether the image was decoded.</summary>
    public bool IsReadable => Width > 0;

    /// <summary>Width times height.</summary>
    public long Pixels => (long)Width * Height;
}
