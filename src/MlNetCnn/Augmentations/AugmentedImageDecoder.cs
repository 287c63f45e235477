using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Reads picture files and writes what the network sees of them in training. One per worker; not safe for use by several threads at
/// once.
/// </summary>
/// <remarks>
/// A picture is decoded, and kept, at a size that suits the closest of all draws that the augmentation allows, not the draw at hand:
/// so the pixels are the same whether they come from memory or are decoded anew. Where nothing is moved they are those of
/// <see cref="ImageDecoder"/>, but for large photos, of which more is decoded where a crop needs it.
/// </remarks>
internal sealed class AugmentedImageDecoder : IDisposable
{
    private readonly ImageInput _input;
    private readonly float _magnification;
    private readonly ImageDecoderOptions _options;
    private readonly ImageReader _reader;
    private readonly ImagePreparation _preparation = new();
    private readonly ImageResizer _resizer;
    private readonly AugmentationCanvas _canvas;

    /// <summary>Creates a decoder.</summary>
    /// <param name="input">What the result is to be.</param>
    /// <param name="options">What is accepted.</param>
    /// <param name="augmentation">Which draws there will be.</param>
    public AugmentedImageDecoder(ImageInput input, ImageDecoderOptions options, Augmentation augmentation)
    {
        (_input, _options) = (input, options);
        _magnification = (float)(augmentation.Zoom.To / Math.Sqrt(augmentation.CropScale?.From ?? 1));
        _reader = new ImageReader(options, size => ImageReader.MinOversampling * Closest(size));
        _resizer = new ImageResizer(input);
        _canvas = new AugmentationCanvas(input, augmentation.Fill, augmentation.FillValue);
    }

    /// <summary>Floats that one picture takes: 3 * height * width.</summary>
    public int PixelValueCount => _input.PixelValueCount;

    /// <summary>Reads and decodes a file and draws it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sample">What happens to it.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; <see cref="PixelValueCount"/> floats; undefined after a fault.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Decode(string path, SampledAugmentation sample, Span<float> pixels)
    {
        try
        {
            var error = Prepare(path, out var image);
            if (error is null)
            {
                Render(image, sample, pixels);
            }

            return error;
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The picture, valid until <see cref="Release"/> or the next call.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Prepare(string path, out PreparedImage image) => Prepare(path, out image, out _);

    /// <summary>Reads and decodes a file, and tells what is unusual about it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="image">The picture, valid until <see cref="Release"/> or the next call.</param>
    /// <param name="traits">What is unusual about the picture; none after a fault.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Prepare(string path, out PreparedImage image, out ImageTraits traits)
    {
        image = default;
        var error = _reader.Read(path, out var decoded);
        traits = decoded.Traits;
        if (error is not null)
        {
            return error;
        }

        image = _preparation.Prepare(decoded, decoded.Backdrop(_options.Background), Closest(decoded.Info.Size));
        return null;
    }

    /// <summary>Draws a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="sample">What happens to it.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; <see cref="PixelValueCount"/> floats.</param>
    public void Render(PreparedImage image, SampledAugmentation sample, Span<float> pixels)
    {
        var view = new ViewGeometry(image.FullSize, _input);
        if (view.IsEvaluation(sample))
        {
            using var pixmap = image.ToPixmap();
            _resizer.Resize(pixmap, pixels);
            PixelPlanes.Mirror(pixels, _input.Width, _input.Height, sample.Move.ScaleX < 0, sample.Move.ScaleY < 0);
        }
        else
        {
            PixelPlanes.Write(_canvas.Render(image, view, sample), SKImageInfo.PlatformColorType, pixels);
        }

        if (!sample.Color.IsIdentity)
        {
            sample.Color.Apply(pixels);
        }

        foreach (var pass in sample.Operations)
        {
            pass.Apply(pixels, _input.Width, _input.Height);
        }
    }

    /// <summary>Gives the memory of an unusually large picture back; to be called when the picture was used.</summary>
    public void Release()
    {
        _reader.Release();
        _preparation.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _canvas.Dispose();
        _resizer.Dispose();
        _preparation.Dispose();
        _reader.Dispose();
    }

    /// <summary>Pixels of the input for one of the picture, in the closest draw.</summary>
    private float Closest(SKSizeI image) =>
        _input.Resize == ResizeMode.Squash ? 1 : _magnification * new ViewGeometry(image, _input).Scale;
}
