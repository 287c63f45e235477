using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// Reads image files and writes the pixels for the backbone. One per worker; not safe for concurrent use by several threads.
/// </summary>
/// <remarks>
/// <para>Color profiles are ignored, as in ML.NET; only the first frame of an animation is used; CMYK is assumed to be inverted, as
/// Adobe's programs write it; 16-bit channels are scaled to 8.</para>
/// <para>The pixels equal those of ML.NET's LoadImages, ResizeImages and ExtractPixels, except for images whose traits contain
/// <see cref="ImageTraits.DiffersFromMlNet"/>. With <see cref="ImageDecoderOptions.MlNetCompatible"/> there are no such images.</para>
/// </remarks>
internal sealed class ImageDecoder : IDisposable
{
    private readonly ImageDecoderOptions _options;
    private readonly ImageReader _reader;
    private readonly ImageResizer _resizer;

    /// <summary>Creates a decoder.</summary>
    /// <param name="input">The size and layout of the result.</param>
    /// <param name="options">Limits and settings of decoding.</param>
    public ImageDecoder(ImageInput input, ImageDecoderOptions options)
    {
        _options = options;
        _resizer = new ImageResizer(input);
        _reader = new ImageReader(options, size => MinScale(size, input));
    }

    /// <summary>The number of floats of one image: 3 * height * width.</summary>
    public int PixelValueCount => _resizer.Input.PixelValueCount;

    /// <summary>Reads, decodes and resizes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; <see cref="PixelValueCount"/> floats; undefined after an error.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Decode(string path, Span<float> pixels) => Decode(path, pixels, out _);

    /// <summary>Reads, decodes and resizes the file, and reports what is unusual about it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; <see cref="PixelValueCount"/> floats; undefined after an error.</param>
    /// <param name="traits">What is unusual about the image; none after an error.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Decode(string path, Span<float> pixels, out ImageTraits traits)
    {
        traits = ImageTraits.None;
        return Load(path) ?? DecodeLoaded(path, pixels, out traits);
    }

    /// <summary>Reads the file's bytes, for <see cref="Content"/> and <see cref="DecodeLoaded"/>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Load(string path) => _reader.Load(path);

    /// <summary>Reads the bytes of a file, or copies those in memory, for <see cref="Content"/> and <see cref="DecodeLoaded"/>.</summary>
    /// <param name="source">The file, or its bytes.</param>
    /// <returns>Null, or why the image was rejected.</returns>
    public ImageError? Load(in ImageSource source) => _reader.Load(source);

    /// <summary>The hash of the most recently loaded file.</summary>
    public ContentHash Content => _reader.Content;

    /// <summary>Decodes and resizes the most recently loaded file, and reports what is unusual about it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; <see cref="PixelValueCount"/> floats; undefined after an error.</param>
    /// <param name="traits">What is unusual about the image; none after an error.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? DecodeLoaded(string path, Span<float> pixels, out ImageTraits traits)
    {
        try
        {
            var error = _reader.ReadLoaded(path, out var image);
            traits = image.Traits;
            if (error is null)
            {
                using var pixmap = image.Flatten(_options.Background).ToPixmap();
                _resizer.Resize(pixmap, pixels);
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

    private static float MinScale(SKSizeI image, ImageInput input)
    {
        if (input.Resize == ResizeMode.Squash)
        {
            // Nearest neighbor would select other pixels.
            return 1;
        }

        var destination = input.Destination(image.Width, image.Height);
        return ImageReader.MinOversampling * Math.Max(destination.Width / image.Width, destination.Height / image.Height);
    }
}
