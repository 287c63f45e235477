namespace MlNetCnn.Diagnostics;

/// <summary>Scans every image of a dataset once, with one worker per core; a file that cannot be used never stops the scan.</summary>
/// <param name="listing">The images.</param>
internal sealed class DatasetScan(ImageDataset listing)
{
    private const int ReportEvery = 16;

    private readonly ImageRecord[] _records = new ImageRecord[listing.Count];
    private readonly ImageError?[] _errors = new ImageError?[listing.Count];
    private int _done;

    /// <summary>The images.</summary>
    public ImageDataset Listing => listing;

    /// <summary>The record of each image.</summary>
    public IReadOnlyList<ImageRecord> Records => _records;

    /// <summary>The reason why each image cannot be used, or null.</summary>
    public IReadOnlyList<ImageError?> Errors => _errors;

    /// <summary>The indices of the images that can be used.</summary>
    public IEnumerable<int> ReadableIndices => Enumerable.Range(0, _records.Length).Where(index => _records[index].IsReadable);

    /// <summary>Scans every image.</summary>
    /// <param name="options">The decoder options and the number of workers.</param>
    /// <param name="progress">Receives a report every few images, or null.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public Task RunAsync(AuditOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = MachineResources.Threads(options.Threads),
            CancellationToken = cancellationToken,
        };

        // A file on an unresponsive network share can block its worker indefinitely, but must not block a caller who cancels.
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

/// <summary>The data that the rules of an audit evaluate.</summary>
/// <param name="Survey">The scanned images.</param>
/// <param name="Options">The options with the limits.</param>
/// <param name="Classes">The image counts of each class.</param>
/// <param name="Duplicates">The duplicates.</param>
internal sealed record AuditEvidence(
    DatasetScan Survey, AuditOptions Options, IReadOnlyList<AuditedClass> Classes, IReadOnlyList<DuplicateGroup> Duplicates)
{
    /// <summary>Returns the files of the readable images that match a condition.</summary>
    /// <param name="condition">The condition on the record of a readable image.</param>
    /// <returns>The paths as they are listed.</returns>
    public IReadOnlyList<string> Paths(Func<ImageRecord, bool> condition) =>
        [.. Survey.ReadableIndices.Where(index => condition(Survey.Records[index])).Select(index => Survey.Listing[index].Path)];

    /// <summary>Applies all rules.</summary>
    /// <returns>The findings, the most severe first.</returns>
    public IReadOnlyList<AuditFinding> Evaluate() =>
    [
        .. ReadabilityRules.Apply(this)
            .Concat(DuplicateRules.Apply(this))
            .Concat(ClassRules.Apply(this))
            .Concat(ImageRules.Apply(this))
            .OrderByDescending(finding => finding.Severity),
    ];
}
