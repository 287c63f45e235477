namespace MlNetCnn.Diagnostics;

/// <summary>Every picture of a listing looked at once, by a worker per core; a file that cannot be used never stops it.</summary>
/// <param name="listing">The pictures.</param>
internal sealed class DatasetScan(ImageDataset listing)
{
    private const int ReportEvery = 16;

    private readonly ImageRecord[] _records = new ImageRecord[listing.Count];
    private readonly ImageError?[] _errors = new ImageError?[listing.Count];
    private int _done;

    /// <summary>The pictures.</summary>
    public ImageDataset Listing => listing;

    /// <summary>What is kept of each.</summary>
    public IReadOnlyList<ImageRecord> Records => _records;

    /// <summary>Why each cannot be used, or null.</summary>
    public IReadOnlyList<ImageError?> Errors => _errors;

    /// <summary>The pictures that can be used, by their index.</summary>
    public IEnumerable<int> ReadableIndices => Enumerable.Range(0, _records.Length).Where(index => _records[index].IsReadable);

    /// <summary>Looks at every picture.</summary>
    /// <param name="options">What the decoder accepts, and how many workers there are.</param>
    /// <param name="progress">Told of every few pictures, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task RunAsync(AuditOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = MachineResources.Threads(options.Threads),
            CancellationToken = cancellationToken,
        };

        // A file on a network that hangs holds its worker for as long as it likes, but not the caller who has had enough.
        return Task.Run(() => Parallel.For(0, _records.Length, parallel, () => new ImageScan(options.Decoder), Look, probe => probe.Dispose()),
            cancellationToken)
            .WaitAsync(cancellationToken);

        ImageScan Look(int index, ParallelLoopState state, ImageScan probe)
        {
            _errors[index] = probe.Scan(listing[index].Path, out _records[index]);
            var done = Interlocked.Increment(ref _done);
            if (done % ReportEvery == 0 || done == _records.Length)
            {
                progress?.Report(new TrainingProgress("audit", done, _records.Length, "images"));
            }

            return probe;
        }
    }
}

/// <summary>What the rules of an audit judge by.</summary>
/// <param name="Survey">The pictures.</param>
/// <param name="Options">The limits.</param>
/// <param name="Classes">The numbers of pictures of each class.</param>
/// <param name="Duplicates">The copies.</param>
internal sealed record AuditEvidence(
    DatasetScan Survey, AuditOptions Options, IReadOnlyList<AuditedClass> Classes, IReadOnlyList<DuplicateGroup> Duplicates)
{
    /// <summary>The files of the pictures that something is true of.</summary>
    /// <param name="condition">What must be true of a readable picture.</param>
    /// <returns>The paths as they were listed.</returns>
    public IReadOnlyList<string> Paths(Func<ImageRecord, bool> condition) =>
        [.. Survey.ReadableIndices.Where(index => condition(Survey.Records[index])).Select(index => Survey.Listing[index].Path)];

    /// <summary>Every finding there is.</summary>
    /// <returns>The most severe first.</returns>
    public IReadOnlyList<AuditFinding> Evaluate() =>
    [
        .. ReadabilityRules.Apply(this)
            .Concat(DuplicateRules.Apply(this))
            .Concat(ClassRules.Apply(this))
            .Concat(ImageRules.Apply(this))
            .OrderByDescending(finding => finding.Severity),
    ];
}
