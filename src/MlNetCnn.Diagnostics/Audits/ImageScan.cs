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
                using var pixmap = PixelAlpha.Flatten(image, image.Backdrop(_background)).ToPixmap();
                _resizer.Resize(pixmap, _pixels);
                record = new ImageRecord(
                    record.Content, _hasher.Compute(_pixels), image.FullSize.Width, image.FullSize.Height, image.Format, image.Traits);
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
