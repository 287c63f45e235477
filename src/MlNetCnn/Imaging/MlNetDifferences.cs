namespace MlNetCnn.Imaging;

/// <summary>
/// How many pictures a stock ML.NET application sees otherwise, and why; one picture may count under several causes.
/// Copies on which both agree are what <c>ImageNormalizer</c> writes.
/// </summary>
public sealed record MlNetDifferences
{
    /// <summary>Paths that are kept as examples.</summary>
    public const int MaxExamples = 5;

    /// <summary>No difference.</summary>
    public static MlNetDifferences None { get; } = new();

    /// <summary>Pictures with any difference.</summary>
    public int Count { get; init; }

    /// <summary>Pictures that were turned as their EXIF orientation says; ML.NET does not turn them.</summary>
    public int Oriented { get; init; }

    /// <summary>Pictures with transparent pixels, shown on a background that is not ML.NET's black.</summary>
    public int Transparent { get; init; }

    /// <summary>Of <see cref="Transparent"/>, those of which nothing can be seen.</summary>
    public int FullyTransparent { get; init; }

    /// <summary>Large pictures that were shrunk while they were decoded; ML.NET's pixels are nearly the same.</summary>
    public int ScaledDecode { get; init; }

    /// <summary>Files that end early and were rejected; ML.NET scores what there is of them.</summary>
    public int Truncated { get; init; }

    /// <summary>
    /// The first of the pictures, at most <see cref="MaxExamples"/>; those that were only shrunk while they were decoded come after the others.
    /// </summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Counts over the rows of a listing.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="traits">The traits of a row.</param>
    /// <param name="error">The fault of a row, or null.</param>
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
