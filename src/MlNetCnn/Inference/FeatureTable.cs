namespace MlNetCnn.Inference;

/// <summary>The features of a list of pictures: one row a picture, float32; rows of rejected pictures hold nothing.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class FeatureTable
{
    // Blocks instead of one array: .NET arrays end at two billion elements, and a growing array would be copied.
    private const int BlockRows = 1024;

    private readonly List<float[]> _blocks = [];
    private readonly Dictionary<int, ImageError> _errorByRow = [];
    private readonly Dictionary<int, ImageTraits> _traitsByRow = [];

    internal FeatureTable(int length) => Length = length;

    /// <summary>Rows, that is, pictures listed, the rejected ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Features of one picture.</summary>
    public int Length { get; }

    /// <summary>The pictures that were rejected, in the order of the list.</summary>
    public IReadOnlyCollection<ImageError> Errors => _errorByRow.Values;

    /// <summary>The features of picture <paramref name="row"/>; zeros where it was rejected.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return _blocks[row / BlockRows].AsSpan(row % BlockRows * Length, Length);
    }

    /// <summary>Why picture <paramref name="row"/> was rejected, or null.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public ImageError? Error(int row) => _errorByRow.GetValueOrDefault(row);

    /// <summary>What is unusual about picture <paramref name="row"/>; none where it was rejected.</summary>
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
