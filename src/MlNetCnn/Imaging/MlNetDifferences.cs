namespace MlNetCnn.Imaging;

/// <summary>
/// The number of images for which a plain ML.NET application sees other pixels, by cause; one image may have several causes.
/// <c>ImageNormalizer</c> writes copies for which there is no difference.
/// </summary>
public sealed record MlNetDifferences
{
    /// <summary>The maximum number of paths listed as examples.</summary>
    public const int MaxExamples = 5;

    /// <summary>No difference.</summary>
    public static MlNetDifferences None { get; } = new();

    /// <summary>The number of images with any difference.</summary>
    public int Count { get; init; }

    /// <summary>The number of images whose EXIF orientation was applied; ML.NET does not apply it.</summary>
    public int Oriented { get; init; }

    /// <summary>The number of images with transparent pixels, blended onto a background other than ML.NET's black.</summary>
    public int Transparent { get; init; }

    /// <summary>The number of images, among <see cref="Transparent"/>, of which nothing is visible.</summary>
    public int FullyTransparent { get; init; }

    /// <summary>The number of large images that were shrunk during decoding; ML.NET's pixels are nearly the same.</summary>
    public int ScaledDecode { get; init; }

    /// <summary>The number of truncated files that were rejected; ML.NET scores the rows that they have.</summary>
    public int Truncated { get; init; }

    /// <summary>
    /// The first of the images, at most <see cref="MaxExamples"/>; those that were only shrunk during decoding come after the others.
    /// </summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Counts over the rows of a dataset.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="traits">Returns the traits of a row.</param>
    /// <param name="error">Returns the error of a row, or null.</param>
    internal static MlNetDifferences Of(IReadOnlyList<string> paths, Func<int, ImageTraits> traits, Func<int, ImageError?> error)
    {
        var counter = new MlNetDifferenceCounter();
        for (var row = 0; row < paths.Count; row++)
        {
            counter.Add(paths[row], traits(row), error(row));
        }

        return counter.ToDifferences();
    }
}
