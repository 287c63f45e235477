using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// Resizes decoded images to a network's input, like a saved package does with ML.NET's ResizeImages and the graph, by one matrix per
/// axis. One per worker: its memory is reused from image to image.
/// </summary>
/// <remarks>
/// ML.NET rounds the rendered image to bytes and clips it to 0..255, where the matrices here keep fractions; the difference is a
/// fraction of a gray level. If the graph does not reduce, the result is rounded to bytes like ML.NET's.
/// </remarks>
[SharedInternal]
internal sealed class ImageResizer(ImageInput input) : IDisposable
{
    /// <summary>Reduced pixels are rounded to this fraction of a gray level, so that two bytes store them without loss.</summary>
    public const float Steps = 256;

    // If an image is enlarged by more, its rendered pixels resemble their neighbors and are rounded alike. No reduction averages that out, so it is
    // done as in ML.NET.
    private const float MaxJoinedScale = 1.25f;

    // Memory above this, of a very large image, is released.
    private const long CachedBytes = 16L * 1024 * 1024;

    // For images of many sizes: the most recent matrices are cached.
    private const int MaxAxes = 64;

    private readonly Dictionary<(DrawnAxis, int, DrawKernel), ResampleAxis> _axes = [];
    private readonly Dictionary<(int Source, int Target), AxisReduction> _reductions = [];
    private readonly NativeBuffer _halved = new();
    private readonly NativeBuffer _drawn = new();
    private float[] _row = [];
    private float[] _planes = [];

    /// <summary>The network's image input.</summary>
    public ImageInput Input { get; } = input;

    /// <summary>Resizes an image.</summary>
    /// <param name="image">The image, opaque or on black: see <see cref="PixelAlpha.Flatten"/>.</param>
    /// <param name="planes">CHW, float32, RGB 0..255; <see cref="ImageInput.PixelValueCount"/> floats.</param>
    public void Resize(SKPixmap image, Span<float> planes)
    {
        var canvas = Input.DrawnSize;
        var place = ResizeGeometry.Destination(image.Width, image.Height, canvas.Width, canvas.Height, Input.Resize);
        var scale = Math.Min(place.Width / image.Width, place.Height / image.Height);
        if (Input.Resize == ResizeMode.Squash || image.Info.Size == canvas)
        {
            // ML.NET does not change an image of the right size.
            Resample(image, place, DrawKernel.Nearest, planes);
        }
        else if (Input.Factor is null && scale < 1)
        {
            using var halved = Halve(image, BitOperations.Log2((uint)(1 / scale)));
            Resample(halved, place, DrawKernel.Linear, planes);
            _halved.Trim(CachedBytes);
        }
        else
        {
            // At a scale of 1, ML.NET 5.0.1 copies and ML.NET 6 blurs slightly.
            Resample(image, place, Input.Factor is null && scale == 1 ? DrawKernel.Nearest : DrawKernel.Mitchell, planes);
        }
    }

    /// <summary>Reduces an image by the input's filter alone.</summary>
    /// <param name="image">The image, opaque, nowhere smaller than the input.</param>
    /// <param name="planes">CHW, float32, RGB 0..255; <see cref="ImageInput.PixelValueCount"/> floats.</param>
    public void Reduce(SKPixmap image, Span<float> planes) => Resample(
        image, Axis(Whole(image.Width), Input.Width, DrawKernel.Nearest), Axis(Whole(image.Height), Input.Height, DrawKernel.Nearest), planes,
        Input.IsReduced ? Steps : 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        _halved.Dispose();
        _drawn.Dispose();
    }

    // Like Skia shrinks images by halves for ML.NET 5.0.1.
    private SKPixmap Halve(SKPixmap image, int times)
    {
        if (times == 0)
        {
            return new SKPixmap(image.Info, image.GetPixels(), image.RowBytes);
        }

        var info = image.Info.WithSize(Math.Max(1, image.Width >> times), Math.Max(1, image.Height >> times));
        _halved.Reserve(info.BytesSize64);
        var target = new SKPixmap(info, _halved.Pointer, info.RowBytes);
        image.ScalePixels(target, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Nearest));
        return target;
    }

    private static DrawnAxis Whole(int length) => new(length, 0, length, length);

    private void Resample(SKPixmap image, SKRect place, DrawKernel kernel, Span<float> planes)
    {
        var canvas = Input.DrawnSize;
        var (columns, rows) = (
            new DrawnAxis(image.Width, (int)place.Left, (int)place.Width, canvas.Width),
            new DrawnAxis(image.Height, (int)place.Top, (int)place.Height, canvas.Height));
        if (Input.IsReduced && kernel == DrawKernel.Mitchell && place.Width > MaxJoinedScale * image.Width)
        {
            using var drawn = Draw(image, Axis(columns, canvas.Width, kernel), Axis(rows, canvas.Height, kernel));
            Reduce(drawn, planes);
            return;
        }

        Resample(image, Axis(columns, Input.Width, kernel), Axis(rows, Input.Height, kernel), planes, Input.IsReduced ? Steps : 1);
    }

    // Like ML.NET renders, in bytes.
    private SKPixmap Draw(SKPixmap image, ResampleAxis columns, ResampleAxis rows)
    {
        var info = image.Info.WithSize(columns.Count, rows.Count);
        Array.Resize(ref _planes, 3 * info.Width * info.Height);
        Resample(image, columns, rows, _planes, 1);
        _drawn.Reserve(info.BytesSize64);
        PixelPlanes.Pack(_planes, info.ColorType, MemoryMarshal.Cast<byte, uint>(_drawn.Span(info.BytesSize)));
        return new SKPixmap(info, _drawn.Pointer, info.RowBytes);
    }

    private void Resample(SKPixmap image, ResampleAxis columns, ResampleAxis rows, Span<float> planes, float steps)
    {
        var pixels = image.GetPixelSpan<byte>();
        var (begin, length) = (4 * columns.Begin, 4 * (columns.End - columns.Begin));
        if (_row.Length < length)
        {
            _row = new float[length];
        }

        var (width, plane) = (columns.Count, columns.Count * rows.Count);
        var (red, blue) = image.ColorType == SKColorType.Bgra8888 ? (2, 0) : (0, 2);
        for (var y = 0; y < rows.Count; y++)
        {
            var row = _row.AsSpan(0, length);
            WeightedSums.OfRows(pixels, image.RowBytes, begin, rows.First(y), rows.Weights(y), row);
            var start = y * width;
            WeightedSums.OfColumns(
                row, columns, red, blue, steps, planes.Slice(start, width), planes.Slice(plane + start, width), planes.Slice((2 * plane) + start, width));
        }
    }

    private ResampleAxis Axis(DrawnAxis place, int size, DrawKernel kernel)
    {
        if (_axes.TryGetValue((place, size, kernel), out var axis))
        {
            return axis;
        }

        if (_axes.Count >= MaxAxes)
        {
            _axes.Clear();
            _reductions.Clear();
        }

        if (!_reductions.TryGetValue((place.Canvas, size), out var reduction))
        {
            reduction = new AxisReduction(place.Canvas, size, Input.Filter);
            _reductions.Add((place.Canvas, size), reduction);
        }

        return _axes[(place, size, kernel)] = ResampleAxis.Create(place, reduction, kernel);
    }
}

/// <summary>
/// Computes the position of an image on the backbone's input. The same single-precision arithmetic and the same truncations as
/// ML.NET's ResizeImages (IsoCrop, IsoPad), so that a plain ML.NET application sees the same pixels.
/// </summary>
internal static class ResizeGeometry
{
    /// <summary>Returns the rectangle, in input pixels, onto which the whole image is rendered; anything outside the input is cut off.</summary>
    public static SKRect Destination(int imageWidth, int imageHeight, int width, int height, ResizeMode mode)
    {
        if (mode == ResizeMode.Squash)
        {
            return new SKRect(0, 0, width, height);
        }

        var widthScale = (float)width / imageWidth;
        var heightScale = (float)height / imageHeight;
        var heightIsSmaller = heightScale < widthScale;
        var fitWidth = mode == ResizeMode.Crop ? heightIsSmaller : !heightIsSmaller;
        var scale = fitWidth ? widthScale : heightScale;
        var x = fitWidth ? 0 : (int)((width - (imageWidth * scale)) / 2);
        var y = fitWidth ? (int)((height - (imageHeight * scale)) / 2) : 0;
        return new SKRect(x, y, x + (int)(imageWidth * scale), y + (int)(imageHeight * scale));
    }
}
