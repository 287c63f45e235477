namespace MlNetCnn;

/// <summary>Reads a picture file once and takes down what an audit keeps of it. One per worker.</summary>
internal sealed class PictureProbe : IDisposable
{
    // What the codec shrinks is shrunk once more; what is left for that must be enough for its filter.
    private const float LeastOversampling = 1.5f;

    private readonly PictureReader _reader;
    private readonly ImageResizer _resizer = new(new ImageInput(PerceptualHasher.Side, PerceptualHasher.Side, ResizeMode.Crop, Factor: null));
    private readonly PerceptualHasher _hasher = new();
    private readonly float[] _pixels = new float[3 * PerceptualHasher.Side * PerceptualHasher.Side];
    private readonly int _background;

    /// <summary>Creates a probe.</summary>
    /// <param name="options">What the decoder accepts.</param>
    public PictureProbe(ImageDecoderOptions options)
    {
        _reader = new PictureReader(options, size => LeastOversampling * PerceptualHasher.Side / Math.Min(size.Width, size.Height));
        _background = options.Background;
    }

    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="record">What is kept of it; after a fault, of the file's bytes alone.</param>
    /// <returns>Null, or why it cannot be used.</returns>
    public ImageFault? Look(string path, out PictureRecord record)
    {
        try
        {
            record = default;
            if (_reader.Load(path) is { } unread)
            {
                return unread;
            }

            record = new PictureRecord { Content = _reader.Content };
            var fault = _reader.ReadLoaded(path, out var picture);
            if (fault is null)
            {
                using var pixmap = PixelAlpha.Flatten(picture, picture.Backdrop(_background)).ToPixmap();
                _resizer.Resize(pixmap, _pixels);
                record = new PictureRecord(
                    record.Content, _hasher.Compute(_pixels), picture.FullSize.Width, picture.FullSize.Height, picture.Format, picture.Traits);
            }

            return fault;
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
