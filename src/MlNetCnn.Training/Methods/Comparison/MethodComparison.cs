namespace MlNetCnn.Training;

/// <summary>Trains several candidates on the same images and measures each on the same test images.</summary>
/// <remarks>Thread-safe; trainings on libtorch in one process run one after another.</remarks>
/// <param name="candidates">The candidates.</param>
public sealed class MethodComparison(IReadOnlyList<TrainingCandidate> candidates)
{
    // Enough for a stable measurement, and takes about a second.
    private const int TimedImages = 200;

    private readonly IReadOnlyList<TrainingCandidate> _candidates = Distinct(candidates);

    /// <summary>Runs every training that is not done yet, by number of images, then seed, then candidate.</summary>
    /// <param name="images">The images.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="progress">Receives the progress of each training, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch; trainings reported as finished are complete.</param>
    /// <returns>A run for each candidate, seed and number of images.</returns>
    /// <exception cref="MlNetCnnException">A training fails, or there are no test images.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<IReadOnlyList<ComparedRun>> RunAsync(
        ImageDataset images, ComparisonOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new ComparisonOptions();
        Check(options);
        var runs = new List<ComparedRun>();
        foreach (var perClass in options.ImagesPerClass)
        {
            foreach (var seed in Enumerable.Range(options.Seed, options.Seeds))
            {
                var split = Split(images, options, perClass, seed);
                var fingerprint = split.Fingerprint;
                foreach (var candidate in _candidates)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var done = options.Done.FirstOrDefault(run => run.Candidate == candidate.Name && run.NetworkFingerprint == candidate.NetworkFingerprint
                        && run.Seed == seed && run.ImagesPerClass == perClass && run.Images == fingerprint);
                    if (done is null)
                    {
                        options.Starting?.Invoke(candidate, seed, perClass);
                        done = await RunAsync(candidate, split, fingerprint, seed, perClass, options, progress, cancellationToken).ConfigureAwait(false);
                        options.Finished?.Invoke(done);
                    }

                    runs.Add(done);
                }
            }
        }

        return runs;
    }

    private static IReadOnlyList<TrainingCandidate> Distinct(IReadOnlyList<TrainingCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var twice = candidates.GroupBy(candidate => candidate.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return candidates.Count > 0 && twice is null ? candidates : throw new MlNetCnnException(
            ErrorKind.Usage, ErrorCodes.CompareCandidates, candidates.Count == 0 ? "there is nothing to compare" : "two candidates have the same name",
            expected: "at least one candidate, each with a unique name", received: twice ?? "none", fix: "give each candidate its own name");
    }

    private static void Check(ComparisonOptions options) => OptionChecks.Validate(
        options,
        (nameof(options.ImagesPerClass), options.ImagesPerClass.Count > 0 && options.ImagesPerClass.All(count => count is null or >= 2),
            "at least one number, each at least 2"));

    private static DatasetSplits Split(ImageDataset images, ComparisonOptions options, int? perClass, int seed)
    {
        var whole = images.SplitPredefined(seed, options.Validation, options.Test);
        var split = perClass is { } count ? TrainingSubset.Take(whole, count, seed) : whole;
        return split.Test.Count > 0 ? split : throw new MlNetCnnException(
            ErrorKind.Data, ErrorCodes.CompareNoTest, "there are no test images",
            expected: "images in the split 'test', or more images of each class", received: split.Explanation,
            fix: "specify test images, or add images");
    }

    private static async Task<ComparedRun> RunAsync(
        TrainingCandidate candidate,
        DatasetSplits split,
        string fingerprint,
        int seed,
        int? perClass,
        ComparisonOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var trained = await candidate.Trainer(seed, options.Logger)(split, progress, cancellationToken).ConfigureAwait(false);
        var report = trained.TestReport!;
        var rejected = trained.Errors.Select(error => error.Path).ToHashSet(StringComparer.Ordinal);
        var card = trained.Card;
        var measurement = new ClassifierMeasurement(
            trained.Graph, candidate.Network, card.Input,
            options.Decoder with { Background = card.Background }, MachineResources.Threads(options.Threads));
        var validation = measurement.Measure(Usable(split.Validation, split.ClassNames, rejected), split.ClassNames, null, cancellationToken);
        var seconds = trained.Seconds.Total - trained.Seconds.Evaluate;
        var run = new ComparedRun
        {
            Candidate = candidate.Name,
            Method = candidate.Method,
            Network = candidate.Network,
            NetworkFingerprint = candidate.NetworkFingerprint,
            Seed = seed,
            ImagesPerClass = perClass,
            Images = fingerprint,
            TrainCount = trained.Images.Train,
            TestCount = report.Count,
            Accuracy = report.Accuracy,
            MacroF1 = report.MacroF1,
            MajorityClassFraction = (double)report.PerClass.Max(c => c.Support) / report.Count,
            ValidationAccuracy = validation?.Accuracy ?? double.NaN,
            TotalParameters = trained.TotalParameters,
            TrainableParameters = trained.TrainableParameters,
            TrainingSeconds = seconds,
            MillisecondsPerImage = measurement.MillisecondsPerImage(
                [.. Usable(split.Test, split.ClassNames, rejected).Paths.Take(TimedImages)], cancellationToken),
            BestEpoch = trained.BestEpoch,
            Epochs = trained.History.Count == 0 ? 0 : trained.History[^1].Epoch,
            Curve = Curve(trained, seconds, validation?.Accuracy ?? double.NaN),
        };
        return run with { PackageBytes = options.Save?.Invoke(run, trained) };
    }

    private static LabeledImages Usable(ImageDataset part, IReadOnlyList<string> classNames, HashSet<string> rejected)
    {
        var places = classNames.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        LabeledImage[] usable = [.. part.Where(image => places.ContainsKey(image.Label) && !rejected.Contains(image.Path))];
        return new LabeledImages([.. usable.Select(image => image.Path)], [.. usable.Select(image => places[image.Label])]);
    }

    private static IReadOnlyList<LearningPoint> Curve(TrainedClassifier trained, double seconds, double accuracy)
    {
        if (trained.History.Count == 0)
        {
            return double.IsNaN(accuracy) ? [] : [new LearningPoint(seconds, accuracy)];
        }

        // The time that the epochs did not take was spent before the first one.
        var elapsed = Math.Max(0, seconds - trained.History.Sum(record => record.Seconds));
        var points = new List<LearningPoint>();
        foreach (var record in trained.History)
        {
            elapsed += record.Seconds;
            points.Add(new LearningPoint(elapsed, record.ValidationAccuracy));
        }

        return [.. points.Where(point => !double.IsNaN(point.ValidationAccuracy))];
    }
}
