namespace MlNetCnn;

/// <summary>The features of a list of pictures: one row a picture, float32; rows of rejected pictures hold nothing.</summary>
public sealed class FeatureTable
{
    // Blocks instead of one array: .NET arrays end at two billion elements, and a growing array would be copied.
    private const int BlockRows = 1024;

    private readonly List<float[]> _blocks = [];
    private readonly Dictionary<int, ImageFault> _faultByRow = [];
    private readonly Dictionary<int, PictureTraits> _traitsByRow = [];

    internal FeatureTable(int length) => Length = length;

    /// <summary>Rows, that is, pictures listed, the rejected ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Features of one picture.</summary>
    public int Length { get; }

    /// <summary>The pictures that were rejected, in the order of the list.</summary>
    public IReadOnlyCollection<ImageFault> Faults => _faultByRow.Values;

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
    public ImageFault? Fault(int row) => _faultByRow.GetValueOrDefault(row);

    /// <summary>What is unusual about picture <paramref name="row"/>; none where it was rejected.</summary>
    /// <param name="row">0 to <see cref="Count"/> - 1.</param>
    public PictureTraits Traits(int row) => _traitsByRow.GetValueOrDefault(row);

    internal void Add(ReadOnlySpan<float> features, PictureTraits traits = PictureTraits.None)
    {
        if (traits != PictureTraits.None)
        {
            _traitsByRow.Add(Count, traits);
        }

        features.CopyTo(NextRow());
    }

    internal void AddFault(ImageFault fault)
    {
        _faultByRow.Add(Count, fault);
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
