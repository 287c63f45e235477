using System.Globalization;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// How many times the network's input size ML.NET's ResizeImages draws an image before the graph reduces it.
/// </summary>
/// <remarks>
/// ML.NET 5.0.1 and 6.0.0 enlarge images alike and shrink them differently, and 6.0.0 without antialiasing. So an image is drawn at
/// about its own size, and a triangle filter inside the graph reduces it. A larger factor suits larger images and costs time on all.
/// </remarks>
[SharedInternal]
internal static class ResizeFactor
{
    /// <summary>The smallest factor: ML.NET alone resizes.</summary>
    public const double Min = 1;

    /// <summary>The largest factor.</summary>
    public const double Max = 4;

    /// <summary>The factor where there are no images to choose by: suits photos up to twice the input size.</summary>
    public const double Default = 2;

    /// <summary>The largest factor that is chosen; above it, a larger one costs more time than it brings pixels nearer.</summary>
    public const double MaxChosen = 3;

    // Steps, so that a set to which images are added mostly keeps its factor, and with it its cached features.
    private const double Step = 0.25;

    // Of the images, the fraction that is not to be shrunk while it is drawn.
    private const double Covered = 0.75;

    private const double Sliver = 1e-9;

    private const int SampleSize = 400;

    // Where the center of a drawn pixel falls on the border of two pixels, ML.NET's two versions take different ones. On a multiple of a
    // power of 2 that happens to images alone whose side is a multiple of twice that power.
    private const int SquashStep = 128;

    /// <summary>The size at which a side is drawn.</summary>
    /// <param name="side">The network's input, in pixels.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="resize">How images are made to fit.</param>
    public static int DrawnSide(int side, double factor, ResizeMode resize)
    {
        var drawn = (int)Math.Round(side * factor, MidpointRounding.AwayFromZero);
        return resize == ResizeMode.Squash && drawn > side ? (drawn + SquashStep - 1) / SquashStep * SquashStep : drawn;
    }

    /// <summary>The text of a factor, as the model card has it.</summary>
    public static string Text(double factor) => factor.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The least factor at which three of four images are not shrunk while they are drawn.</summary>
    /// <param name="sizes">Width and height of each image, in pixels; none for <see cref="Default"/>.</param>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <param name="resize">How images are made to fit.</param>
    public static double Choose(IEnumerable<SKSizeI> sizes, int width, int height, ResizeMode resize)
    {
        var needed = sizes.Select(size =>
        {
            var (x, y) = ((double)size.Width / width, (double)size.Height / height);
            var scale = resize == ResizeMode.Crop ? Math.Min(x, y) : Math.Max(x, y);

            // Drawn at exactly its own size, an image of another shape is copied by ML.NET 5.0.1 and blurred by 6.0.0.
            return x == y ? scale : scale * (1 + Sliver);
        }).Order().ToList();
        if (needed.Count == 0)
        {
            return Default;
        }

        var covered = needed[(int)Math.Ceiling(Covered * needed.Count) - 1];
        return Math.Clamp(Math.Ceiling(covered / Step) * Step, Min, MaxChosen);
    }

    /// <summary>The same for files, of which a sample is looked at; those that cannot be read do not count.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <param name="resize">How images are made to fit.</param>
    public static double Choose(IReadOnlyList<string> paths, int width, int height, ResizeMode resize) =>
        Choose(EvenSample.Of(paths, SampleSize).Select(ImageHeader.Size).OfType<SKSizeI>(), width, height, resize);

    /// <summary>The factor that a user gave, or the one that suits the training images.</summary>
    /// <param name="given">The factor, or null to choose one.</param>
    /// <param name="split">The images.</param>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <param name="resize">How images are made to fit.</param>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
    public static double Resolve(double? given, DatasetSplits split, int width, int height, ResizeMode resize)
    {
        return given ?? Choose([.. split.Train.Select(image => image.Path)], width, height, resize);
    }
}

/// <summary>Some of many: evenly over a list, since files of one class stand together.</summary>
internal static class EvenSample
{
    /// <summary>Picks.</summary>
    /// <param name="items">All of them.</param>
    /// <param name="size">The most to pick.</param>
    /// <returns>They, in the order of the list.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> items, int size)
    {
        var count = Math.Min(items.Count, size);
        return [.. Enumerable.Range(0, count).Select(i => items[(int)((long)i * items.Count / count)])];
    }
}
