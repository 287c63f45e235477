using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Reads image files and writes what the network sees of them in training. One per worker; not safe for concurrent use by several
/// threads.
/// </summary>
/// <remarks>
/// An image is decoded and cached at a size that suits the strongest magnification that the augmentation allows, not the sample at hand:
/// so the pixels are the same whether they come from memory or are decoded again. Where nothing is moved they equal those of
/// <see cref="ImageDecoder"/>, except for large images, which are decoded at a higher resolution where a crop needs it.
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
    /// <param name="input">The size and layout of the result.</param>
    /// <param name="options">The limits and settings of decoding.</param>
    /// <param name="augmentation">The augmentation that samples come from.</param>
    public AugmentedImageDecoder(ImageInput input, ImageDecoderOptions options, Augmentation augmentation)
    {
        (_input, _options) = (input, options);
        _magnification = (float)(augmentation.Zoom.To / Math.Sqrt(augmentation.CropScale?.From ?? 1));
        _reader = new ImageReader(options, size => ImageReader.MinOversampling * Closest(size));
        _resizer = new ImageResizer(input);
        _canvas = new AugmentationCanvas(input, augmentation.Fill, augmentation.FillValue);
    }

    /// <summary>The number of floats of one image: 3 * height * width.</summary>
    public int PixelValueCount => _input.PixelValueCount;

    /// <summary>Reads, decodes and renders a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sample">The operations to apply.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; <see cref="PixelValueCount"/> floats; undefined after an error.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Decode(string path, SampledAugmentation sample, Span<float> pixels)
    {
        try
        {
            var error = Prepare(new ImageSource(path), out var image, out _);
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
    /// <param name="image">The image, valid until <see cref="Release"/> or the next call.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Prepare(string path, out PreparedImage image) => Prepare(new ImageSource(path), out image, out _);

    /// <summary>Reads and decodes an image, and reports what is unusual about it.</summary>
    /// <param name="source">The file, or its bytes.</param>
    /// <param name="image">The image, valid until <see cref="Release"/> or the next call.</param>
    /// <param name="traits">What is unusual about the image; none after an error.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Prepare(in ImageSource source, out PreparedImage image, out ImageTraits traits)
    {
        image = default;
        DecodedImage decoded = default;
        var error = _reader.Load(source) ?? _reader.ReadLoaded(source.Path, out decoded);
        traits = decoded.Traits;
        if (error is not null)
        {
            return error;
        }

        image = _preparation.Prepare(decoded, decoded.Backdrop(_options.Background), Closest(decoded.Info.Size));
        return null;
    }

    /// <summary>Renders an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="sample">The operations to apply.</param>
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

    /// <summary>Releases the memory of an unusually large image; call it after the image has been used.</summary>
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

    /// <summary>Input pixels per image pixel at the strongest magnification.</summary>
    private float Closest(SKSizeI image) =>
        _input.Resize == ResizeMode.Squash ? 1 : _magnification * new ViewGeometry(image, _input).Scale;
}
