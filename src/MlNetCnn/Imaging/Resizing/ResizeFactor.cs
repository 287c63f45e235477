using System.Globalization;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// The factor of the network's input size at which ML.NET's ResizeImages renders an image before the graph reduces it.
/// </summary>
/// <remarks>
/// ML.NET 5.0.1 and 6.0.0 enlarge images alike and shrink them differently, and 6.0.0 without antialiasing. So an image is rendered at
/// about its own size, and a triangle filter inside the graph reduces it. A larger factor suits larger images but takes time for all.
/// </remarks>
[SharedInternal]
internal static class ResizeFactor
{
    /// <summary>The minimum factor: only ML.NET resizes.</summary>
    public const double Min = 1;

    /// <summary>The maximum factor.</summary>
    public const double Max = 4;

    /// <summary>The factor if there are no images to choose by: suits images up to twice the input size.</summary>
    public const double Default = 2;

    /// <summary>The maximum factor that is chosen; above it, the additional time is not worth the gain in accuracy of the pixels.</summary>
    public const double MaxChosen = 3;

    // Steps, so that a dataset to which images are added mostly keeps its factor, and with it its cached features.
    private const double Step = 0.25;

    // The fraction of images that should not be shrunk when they are rendered.
    private const double Covered = 0.75;

    private const double Sliver = 1e-9;

    private const int SampleSize = 400;

    // If the center of a rendered pixel is on the border of two pixels, ML.NET's two versions use different ones. On a multiple of a
    // power of 2 that happens only to images whose side is a multiple of twice that power.
    private const int SquashStep = 128;

    /// <summary>Returns the size at which a side is rendered.</summary>
    /// <param name="side">The side of the network's input, in pixels.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="resize">How images are made to fit.</param>
    public static int DrawnSide(int side, double factor, ResizeMode resize)
    {
        var drawn = (int)Math.Round(side * factor, MidpointRounding.AwayFromZero);
        return resize == ResizeMode.Squash && drawn > side ? (drawn + SquashStep - 1) / SquashStep * SquashStep : drawn;
    }

    /// <summary>Returns the text of a factor, as in the model card.</summary>
    public static string Text(double factor) => factor.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Returns the smallest factor at which three of four images are not shrunk when they are rendered.</summary>
    /// <param name="sizes">The width and height of each image, in pixels; none for <see cref="Default"/>.</param>
    /// <param name="width">The width of the network's input, in pixels.</param>
    /// <param name="height">The height of the network's input, in pixels.</param>
    /// <param name="resize">How images are made to fit.</param>
    public static double Choose(IEnumerable<SKSizeI> sizes, int width, int height, ResizeMode resize)
    {
        var needed = sizes.Select(size =>
        {
            var (x, y) = ((double)size.Width / width, (double)size.Height / height);
            var scale = resize == ResizeMode.Crop ? Math.Min(x, y) : Math.Max(x, y);

            // Rendered at exactly its own size, an image of another aspect ratio is copied by ML.NET 5.0.1 and blurred by 6.0.0.
            return x == y ? scale : scale * (1 + Sliver);
        }).Order().ToList();
        if (needed.Count == 0)
        {
            return Default;
        }

        var covered = needed[(int)Math.Ceiling(Covered * needed.Count) - 1];
        return Math.Clamp(Math.Ceiling(covered / Step) * Step, Min, MaxChosen);
    }

    /// <summary>Chooses a factor from a sample of files; those that cannot be read are ignored.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="width">The width of the network's input, in pixels.</param>
    /// <param name="height">The height of the network's input, in pixels.</param>
    /// <param name="resize">How images are made to fit.</param>
    public static double Choose(IReadOnlyList<string> paths, int width, int height, ResizeMode resize) =>
        Choose(EvenSample.Of(paths, SampleSize).Select(ImageHeader.Size).OfType<SKSizeI>(), width, height, resize);

    /// <summary>Returns the factor that a user specified, or the one that suits the training images.</summary>
    /// <param name="given">The factor, or null to choose one.</param>
    /// <param name="split">The images.</param>
    /// <param name="width">The width of the network's input, in pixels.</param>
    /// <param name="height">The height of the network's input, in pixels.</param>
    /// <param name="resize">How images are made to fit.</param>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
    public static double Resolve(double? given, DatasetSplits split, int width, int height, ResizeMode resize)
    {
        return given ?? Choose([.. split.Train.Select(image => image.Path)], width, height, resize);
    }
}
