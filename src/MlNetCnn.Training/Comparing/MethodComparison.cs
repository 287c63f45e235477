namespace MlNetCnn.Training;

/// <summary>Trains in several ways on the same images and measures each on the same test images.</summary>
/// <param name="ways">The ways.</param>
public sealed class MethodComparison(IReadOnlyList<TrainingWay> ways)
{
    // Enough for a steady figure, and a second's work.
    private const int TimedPictures = 200;

    private readonly IReadOnlyList<TrainingWay> _ways = Distinct(ways);

    /// <summary>Does every training that is not done yet, number of images by number, seed by seed, way by way.</summary>
    /// <param name="images">The images.</param>
    /// <param name="options">On what to compare, or null for the defaults.</param>
    /// <param name="progress">Told of each step of each training, or null.</param>
    /// <param name="token">Stops the work at the next batch; what was told as finished is whole.</param>
    /// <returns>A run for each way, seed and number of images.</returns>
    /// <exception cref="MlNetCnnException">A training cannot be done, or there is nothing to measure on.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<ComparedRun>> RunAsync(
        ImageListing images, ComparisonOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken token = default)
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
                foreach (var way in _ways)
                {
                    token.ThrowIfCancellationRequested();
                    var done = options.Done.FirstOrDefault(run => run.Way == way.Name && run.NetworkFingerprint == way.NetworkFingerprint
                        && run.Seed == seed && run.ImagesPerClass == perClass && run.Images == fingerprint);
                    if (done is null)
                    {
                        options.Starting?.Invoke(way, seed, perClass);
                        done = await RunAsync(way, split, fingerprint, seed, perClass, options, progress, token).ConfigureAwait(false);
                        options.Finished?.Invoke(done);
                    }

                    runs.Add(done);
                }
            }
        }

        return runs;
    }

    private static IReadOnlyList<TrainingWay> Distinct(IReadOnlyList<TrainingWay> ways)
    {
        ArgumentNullException.ThrowIfNull(ways);
        var twice = ways.GroupBy(way => way.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return ways.Count > 0 && twice is null ? ways : throw new MlNetCnnException(
            FaultKind.Usage, "COMPARE_WAYS", ways.Count == 0 ? "there is nothing to compare" : "two of the ways to compare have one name",
            expected: "at least one way, each with a name of its own", received: twice ?? "none", fix: "name each way once");
    }

    private static void Check(ComparisonOptions options)
    {
        var checks = new RangeChecks();
        checks.Check(nameof(options.Seeds), options.Seeds, value => value is >= 1 and <= 100, "1..100");
        checks.Check(nameof(options.ImagesPerClass), options.ImagesPerClass.Min() ?? 2, value => value >= 2, "2 or more");
        checks.Check(nameof(options.ImagesPerClass), options.ImagesPerClass.Count, value => value >= 1, "at least one number");
        checks.Throw();
    }

    private static ImageSplit Split(ImageListing images, ComparisonOptions options, int? perClass, int seed)
    {
        var whole = images.SplitByPart(seed, options.Validation, options.Test);
        var split = perClass is { } count ? TrainingSubset.Take(whole, count, seed) : whole;
        return split.Test.Count > 0 ? split : throw new MlNetCnnException(
            FaultKind.Data, "COMPARE_NO_TEST", "there are no pictures to measure on",
            expected: "pictures in the part 'test', or more pictures of each class", received: split.Explanation,
            fix: "name them with --test, or add pictures");
    }

    private static async Task<ComparedRun> RunAsync(
        TrainingWay way,
        ImageSplit split,
        string fingerprint,
        int seed,
        int? perClass,
        ComparisonOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken token)
    {
        var trained = await way.Trainer(seed)(split, progress, token).ConfigureAwait(false);
        var report = trained.TestReport!;
        var rejected = trained.Faults.Select(fault => fault.Path).ToHashSet(StringComparer.Ordinal);
        var card = trained.Card;
        var measurement = new ClassifierMeasurement(
            trained.Graph, way.Network, card.Input,
            options.Decoder with { Background = card.Background }, Resources.Threads(options.Threads));
        var steering = measurement.Measure(Usable(split.Validation, split.ClassNames, rejected), split.ClassNames, null, token);
        var seconds = trained.Seconds.Total - trained.Seconds.Evaluate;
        var run = new ComparedRun
        {
            Way = way.Name,
            Method = way.Method,
            Network = way.Network,
            NetworkFingerprint = way.NetworkFingerprint,
            Seed = seed,
            ImagesPerClass = perClass,
            Images = fingerprint,
            TrainCount = trained.Images.Train,
            TestCount = report.Count,
            Accuracy = report.Accuracy,
            MacroF1 = report.MacroF1,
            MajorityShare = (double)report.PerClass.Max(c => c.Support) / report.Count,
            ValidationAccuracy = steering?.Accuracy ?? double.NaN,
            TotalParameters = trained.TotalParameters,
            TrainableParameters = trained.TrainableParameters,
            TrainingSeconds = seconds,
            MillisecondsPerImage = measurement.MillisecondsPerImage([.. Usable(split.Test, split.ClassNames, rejected).Paths.Take(TimedPictures)], token),
            BestEpoch = trained.BestEpoch,
            Epochs = trained.History.Count == 0 ? 0 : trained.History[^1].Epoch,
            Curve = Curve(trained, seconds, steering?.Accuracy ?? double.NaN),
        };
        return run with { PackageBytes = options.Save?.Invoke(run, trained) };
    }

    private static LabeledPictures Usable(ImageListing part, IReadOnlyList<string> classNames, HashSet<string> rejected)
    {
        var places = classNames.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        LabeledImage[] usable = [.. part.Where(image => places.ContainsKey(image.Label) && !rejected.Contains(image.Path))];
        return new LabeledPictures([.. usable.Select(image => image.Path)], [.. usable.Select(image => places[image.Label])]);
    }

    private static IReadOnlyList<LearningPoint> Curve(TrainedClassifier trained, double seconds, double accuracy)
    {
        if (trained.History.Count == 0)
        {
            return double.IsNaN(accuracy) ? [] : [new LearningPoint(seconds, accuracy)];
        }

        // What the epochs did not take was needed before the first one.
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
