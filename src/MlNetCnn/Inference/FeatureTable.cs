namespace MlNetCnn.Inference;

/// <summary>The features of a list of images: one row per image, float32; the rows of rejected images are empty.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class FeatureTable
{
    // Blocks instead of one array: .NET arrays end at two billion elements, and a growing array would be copied.
    private const int BlockRows = 1024;

    private readonly List<float[]> _blocks = [];
    private readonly Dictionary<int, ImageError> _errorByRow = [];
    private readonly Dictionary<int, ImageTraits> _traitsByRow = [];

    internal FeatureTable(int length) => Length = length;

    /// <summary>The number of rows, which is the number of listed images, including rejected ones.</summary>
    public int Count { get; private set; }

    /// <summary>The number of features of one image.</summary>
    public int Length { get; }

    /// <summary>The images that were rejected, in the order of the list.</summary>
    public IReadOnlyCollection<ImageError> Errors => _errorByRow.Values;

    /// <summary>Returns the features of image <paramref name="row"/>; zeros if it was rejected.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return _blocks[row / BlockRows].AsSpan(row % BlockRows * Length, Length);
    }

    /// <summary>Returns why image <paramref name="row"/> was rejected, or null.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public ImageError? Error(int row) => _errorByRow.GetValueOrDefault(row);

    /// <summary>Returns what is unusual about image <paramref name="row"/>; none if it was rejected.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public ImageTraits Traits(int row) => _traitsByRow.GetValueOrDefault(row);

    internal void Add(ReadOnlySpan<float> features, ImageTraits traits = ImageTraits.None)
    {
        if (traits != ImageTraits.None)
        {
            _traitsByRow.Add(Count, traits);
        }

        features.CopyTo(NextRow());
    }

    internal void AddError(ImageError error)
    {
        _errorByRow.Add(Count, error);
        NextRow();
    }

    private Span<float> NextRow()
    {
        if (Count % BlockRows == 0)
        {
            _blocks.Add(new float[BlockRows * Length]);
        }

        return _blocks[^1].AsSpan(Count++ % BlockRows * Length, Length);
    }
}
