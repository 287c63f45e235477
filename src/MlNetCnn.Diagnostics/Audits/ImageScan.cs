namespace MlNetCnn.Diagnostics;

/// <summary>Reads a picture file once and takes down what an audit keeps of it. One per worker.</summary>
internal sealed class ImageScan : IDisposable
{
    private readonly ImageReader _reader;
    private readonly ImageResizer _resizer = new(new ImageInput(PerceptualHasher.Side, PerceptualHasher.Side, ResizeMode.Crop, Factor: null));
    private readonly PerceptualHasher _hasher = new();
    private readonly float[] _pixels = new float[3 * PerceptualHasher.Side * PerceptualHasher.Side];
    private readonly int _background;

    /// <summary>Creates a probe.</summary>
    /// <param name="options">What the decoder accepts.</param>
    public ImageScan(ImageDecoderOptions options)
    {
        _reader = new ImageReader(options, size => ImageReader.MinOversampling * PerceptualHasher.Side / Math.Min(size.Width, size.Height));
        _background = options.Background;
    }

    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="record">What is kept of it; after a fault, of the file's bytes alone.</param>
    /// <returns>Null, or why it cannot be used.</returns>
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

/// <summary>All that an audit keeps of a picture: some 350 bytes.</summary>
/// <param name="Content">The hash of the file's bytes; all zeros if the file could not be read.</param>
/// <param name="Hashes">The perceptual hashes in every orientation, the picture as it is first; null if it could not be decoded.</param>
/// <param name="Width">Width of the upright picture, in pixels; 0 if it could not be decoded.</param>
/// <param name="Height">Height of the upright picture, in pixels; 0 if it could not be decoded.</param>
/// <param name="Format">The name of the format of the file; null if it could not be decoded.</param>
/// <param name="Traits">What is unusual about it.</param>
internal readonly record struct ImageRecord(
    ContentHash Content, PerceptualHash[]? Hashes, int Width, int Height, string? Format, ImageTraits Traits)
{
    /// <summary>The perceptual hash of the picture as it is.</summary>
    public PerceptualHash Hash => Hashes?[0] ?? default;

    /// <summary>Whether the picture was decoded.</summary>
    public bool IsReadable => Width > 0;

    /// <summary>Width times height.</summary>
    public long Pixels => (long)Width * Height;
}
