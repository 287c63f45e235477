using System.Diagnostics;

namespace MlNetCnn.Features;

/// <summary>The features of a frozen backbone for all images of the splits, with the rows of each split.</summary>
[SharedInternal]
internal sealed class LabeledFeatures
{
    private readonly IReadOnlyList<string> _classNames;

    private LabeledFeatures(DatasetSplits split, IReadOnlyList<string> paths, FeatureTable table)
    {
        _classNames = split.Train.ClassNames;
        Paths = paths;
        Table = table;
        Train = Usable(split.Train, 0);
        Validation = Usable(split.Validation, split.Train.Count);
        Test = Usable(split.Test, split.Train.Count + split.Validation.Count);
    }

    /// <summary>The files, one row each.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>A row for each image: training images, then validation images, then test images.</summary>
    public FeatureTable Table { get; }

    /// <summary>The usable training images.</summary>
    public LabeledRows Train { get; }

    /// <summary>The usable validation images of a known class.</summary>
    public LabeledRows Validation { get; }

    /// <summary>The usable test images of a known class.</summary>
    public LabeledRows Test { get; }

    /// <summary>The number of images of each split, and of rejected ones.</summary>
    public ImageCounts Images => new(Train.Count, Validation.Count, Test.Count, Table.Errors.Count);

    /// <summary>The images for which plain ML.NET produces other pixels.</summary>
    public required MlNetDifferences MlNetDifferences { get; init; }

    /// <summary>The number of images whose features were read from the cache.</summary>
    public required int FromCache { get; init; }

    /// <summary>Why nothing more was cached, or null.</summary>
    public required string? CacheProblem { get; init; }

    /// <summary>The seconds until the backbone was ready to run.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>Extracts the features of the splits.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="split">The images.</param>
    /// <param name="options">How images are read.</param>
    /// <param name="maxRejectedFraction">The maximum fraction that may be rejected, 0..1.</param>
    /// <param name="progress">Reported to after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the extraction.</param>
    /// <exception cref="MlNetCnnException">There are fewer than two classes, or too many images cannot be used.</exception>
    public static async Task<LabeledFeatures> ExtractAsync(
        Backbone backbone,
        DatasetSplits split,
        FeatureExtractorOptions options,
        double maxRejectedFraction,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var extractor = new FeatureExtractor(backbone, options);
        return await ExtractAsync(extractor, clock.Elapsed.TotalSeconds, split, maxRejectedFraction, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Extracts the outputs of any graph for the splits.</summary>
    /// <param name="extractor">Runs the graph; remains owned by the caller.</param>
    /// <param name="load">The seconds until it was ready to run.</param>
    /// <param name="split">The images.</param>
    /// <param name="maxRejectedFraction">The maximum fraction that may be rejected, 0..1.</param>
    /// <param name="progress">Reported to after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the extraction.</param>
    /// <exception cref="MlNetCnnException">There are fewer than two classes, or too many images cannot be used.</exception>
    public static async Task<LabeledFeatures> ExtractAsync(
        FeatureExtractor extractor,
        double load,
        DatasetSplits split,
        double maxRejectedFraction,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        split.Train.RequireTrainable();
        string[] paths = [.. split.Train.Concat(split.Validation).Concat(split.Test).Select(image => image.Path)];
        var table = await extractor.ExtractAsync(paths, progress, cancellationToken).ConfigureAwait(false);
        RejectionLimit.Check(paths.Length, split.Errors, table.Errors, maxRejectedFraction);
        var features = new LabeledFeatures(split, paths, table)
        {
            MlNetDifferences = MlNetDifferences.Of(paths, table.Traits, table.Error),
            FromCache = extractor.FromCacheCount,
            CacheProblem = extractor.CacheProblem,
            LoadSeconds = load,
        };
        features.RequireEveryClass();
        return features;
    }

    /// <summary>Returns the rows of a split that were not rejected and whose class is known.</summary>
    private LabeledRows Usable(ImageDataset part, int firstRow)
    {
        var indexByName = _classNames.Select((name, index) => (name, index)).ToDictionary(c => c.name, c => c.index, StringComparer.Ordinal);
        var rows = new List<int>();
        var labels = new List<int>();
        for (var i = 0; i < part.Count; i++)
        {
            if (Table.Error(firstRow + i) is null && indexByName.TryGetValue(part[i].Label, out var label))
            {
                rows.Add(firstRow + i);
                labels.Add(label);
            }
        }

        return new LabeledRows(rows, labels);
    }

    private void RequireEveryClass()
    {
        var missing = Enumerable.Range(0, _classNames.Count).Except(Train.Labels).Select(index => $"'{_classNames[index]}'").ToArray();
        if (missing.Length > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataClassUnusable, "every training image of a class was rejected",
                expected: "at least one usable image in each class", received: $"none in {string.Join(", ", missing)}",
                fix: "repair or replace the images of that class, or remove the class");
        }
    }
}
