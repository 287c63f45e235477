using System.Globalization;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Features;

/// <summary>
/// Finds the preprocessing of an ONNX network experimentally: each candidate is rated by the cross-validated log-loss of a linear head on the
/// features that the network computes with it, and by the certainty of the network's own classifier if it has one.
/// </summary>
/// <remarks>
/// Use it for a file whose preprocessing is not documented:
/// <code>
/// var comparison = await PreprocessingComparison.RunAsync("network.onnx", ImageDataset.FromFolder("photos"));
/// Console.WriteLine(comparison.Explanation);
/// var backbone = comparison.OpenBackbone();
/// </code>
/// Use training images: a choice made on test images makes test results too optimistic. With fewer than about 50 images only
/// large differences show.
/// Instances are immutable and thread-safe.
/// </remarks>
public sealed class PreprocessingComparison
{
    /// <summary>The minimum number of images that something can be learned from.</summary>
    internal const int MinImages = 10;

    // One split into folds changes the mean by about as much as neighboring preprocessings differ; three splits halve that.
    private const int Repeats = 3;
    private const int FoldCount = 5;

    // Two standard errors: one warning in 40 is false if two are equally good.
    private const double WarningErrors = 2;

    private static readonly double[] Regularizations = [3, 10, 30, 100];

    private readonly string _path;
    private readonly PreprocessingComparisonOptions _options;

    private PreprocessingComparison(
        string path, PreprocessingComparisonOptions options, IReadOnlyList<PreprocessingFigures> candidates, int imageCount, PreprocessingFigures chosen,
        PreprocessingEvidence evidence, string reason)
    {
        (_path, _options, Candidates, ImageCount, Evidence) = (path, options, candidates, imageCount, evidence);
        Preprocessing = chosen.Preprocessing;
        Explanation = reason;
    }

    /// <summary>The selected preprocessing.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>The evidence for the choice.</summary>
    public PreprocessingEvidence Evidence { get; }

    /// <summary>The figures of each candidate, in the order of the options; empty if the preprocessing is known from the file.</summary>
    public IReadOnlyList<PreprocessingFigures> Candidates { get; }

    /// <summary>The number of images used.</summary>
    public int ImageCount { get; }

    /// <summary>The choice, its margin and the reason, in words without a final period; for example
    /// <c>inception, 0.063 nats of log-loss ± 0.019 ahead of rescale (200 images)</c>.</summary>
    public string Explanation { get; }

    /// <summary>
    /// Returns the preprocessing of a network if it is known, or null: <see cref="Preprocessing.None"/> for one that MlNetCnn exported, which
    /// normalizes inside, and for one with an integer input; the one that a manifest next to the file (<c>NAME.json</c>) states; the one that the
    /// catalog states for a file with its SHA-256.
    /// </summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <exception cref="MlNetCnnException">The file is not an ONNX network.</exception>
    public static Preprocessing? FindKnown(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (graph, digest) = Backbone.Read(path);
        return Known(graph, path, digest)?.Preprocessing;
    }

    /// <summary>Compares the preprocessings.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="images">Images of at least two classes, preferably those used for training; up to <see cref="PreprocessingComparisonOptions.MaxImages"/>
    /// of them are used, the same ones for a seed. Files that cannot be used are skipped.</param>
    /// <param name="options">Options of the comparison, or null for the defaults.</param>
    /// <param name="progress">Reported to after each image, or null.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <exception cref="MlNetCnnException">The network cannot be used, there are fewer than two classes, or
    /// <c>PREPROCESSING_TOO_FEW_IMAGES</c>: fewer than 10 images or two classes are usable.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Task<PreprocessingComparison> RunAsync(
        string path,
        ImageDataset images,
        PreprocessingComparisonOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new PreprocessingComparisonOptions();
        options.Check();
        images.RequireTrainable();
        return Task.Run(() => Run(path, images, options, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Opens the network with the selected preprocessing; its <see cref="Backbone.PreprocessingChoice"/> says so.</summary>
    /// <exception cref="MlNetCnnException">The network cannot be used.</exception>
    public Backbone OpenBackbone() =>
        Backbone.FromFile(_path, Preprocessing, _options.FeatureTensor, _options.InputSize) with { PreprocessingChoice = $"auto: {Explanation}" };

    /// <summary>Returns the warning about a preprocessing that is worse than the best one by more than two standard errors of log-loss.</summary>
    /// <param name="given">One of the candidates.</param>
    /// <returns>A sentence without the final period, or null if there is no reason for a warning.</returns>
    public string? WarningFor(Preprocessing given)
    {
        ArgumentNullException.ThrowIfNull(given);
        return Candidates.FirstOrDefault(c => c.Preprocessing == given) is { } figures && figures.Behind > WarningErrors * figures.StandardError
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the preprocessing {figures.Name} seems wrong for '{Path.GetFileName(_path)}': it is {figures.Behind:F3} nats of log-loss ± "
                    + $"{figures.StandardError:F3} behind {Candidates.MinBy(c => c.LogLoss)!.Name} ({ImageCount} images)")
            : null;
    }

    /// <inheritdoc cref="Explanation"/>
    public override string ToString() => Explanation;

    private static PreprocessingComparison Run(
        string path, ImageDataset images, PreprocessingComparisonOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var (graph, digest) = Backbone.Read(path);
        if (Known(graph, path, digest) is var (preprocessing, why))
        {
            var known = new PreprocessingFigures(preprocessing, double.NaN, 0, 0, null);
            return new PreprocessingComparison(path, options, [], 0, known, PreprocessingEvidence.File, $"{preprocessing.Name}, {why}");
        }

        FeatureGraphBuilder.Normalize(graph, path);
        var extract = FeatureGraphBuilder.Cut(graph, path, Preprocessing.None, options.FeatureTensor, options.InputSize, forComparison: true);
        var classNames = PickClasses(images, options);
        var picked = CheckedImages.Pick(images, classNames, options.MaxImages, options.Seed);
        Preprocessing[] candidates = [.. options.Candidates.Distinct()];
        string[] paths = [.. picked.Select(p => p.Path)];
        var extractor = new FeatureExtractorOptions
        {
            Threads = options.Threads, Resize = options.Resize, Decoder = options.Decoder,
            ResizeFactor = ResizeFactor.Choose(paths, extract.Width, extract.Height, options.Resize),
        };
        var outputs = CandidateOutputs.Run(extract, path, paths, candidates, extractor, progress, cancellationToken);
        int[] labels = [.. outputs.Rows.Select(row => picked[row].Label)];
        if (labels.Length < MinImages || labels.Distinct().Count() < 2)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.PreprocessingTooFewImages, $"there are too few images to find the preprocessing of '{path}'",
                expected: $"at least {MinImages} usable training images of at least two classes",
                received: $"{labels.Length} of {labels.Distinct().Count()} classes",
                fix: "specify the preprocessing");
        }

        var losses = CrossValidate(outputs, labels, classNames.Count, options, cancellationToken);
        double[][] entropies = outputs.Scores.Count > 0 ? [.. outputs.Scores.Select(Entropies)] : [];
        if (entropies.Any(e => e.Length == 0))
        {
            entropies = [];
        }

        var best = losses.MinBy(loss => loss.Average())!;
        PreprocessingFigures[] figures =
        [
            .. candidates.Select((candidate, c) =>
            {
                var (behind, error) = PreprocessingDecision.Difference(losses[c], best);
                return new PreprocessingFigures(candidate, losses[c].Average(), behind, error, entropies.Length > 0 ? entropies[c].Average() : null);
            }),
        ];
        if (!double.IsFinite(best[0]))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotFinite, $"'{path}' computes features that are not finite", expected: "finite numbers",
                received: "NaN or infinity under every preprocessing", fix: "export the network again");
        }

        var decision = PreprocessingDecision.Of(losses, entropies);
        return new PreprocessingComparison(
            path, options, figures, labels.Length, figures[decision.Chosen], decision.By, $"{decision.Describe(figures)} ({labels.Length} images)");
    }

    private static (Preprocessing Preprocessing, string Why)? Known(OnnxGraph graph, string path, string digest) =>
        OnnxMetadata.IsOurs(graph) ? (Preprocessing.None, "since MlNetCnn exported the network, which normalizes inside")
        : KnownNetwork.Find(graph, path, digest) is { } network ? (network.Preprocessing, $"as {network.Teller} says")
        : graph.Inputs is [var input] && input.Kind() is DataType.Uint8 or DataType.Int8 or DataType.Int32 or DataType.Int64
            ? (Preprocessing.None, "since the network takes whole numbers and normalizes inside")
        : null;

    // A few of many classes are sufficient, and a head for those has enough images of each to learn from.
    private static IReadOnlyList<string> PickClasses(ImageDataset images, PreprocessingComparisonOptions options)
    {
        string[] names = [.. images.ClassNames];
        var max = Math.Max(2, options.MaxImages / MinImages);
        if (names.Length > max)
        {
            new SeededRandom(options.Seed).Shuffle(names.AsSpan());
            names = [.. names.Take(max).Order(StringComparer.Ordinal)];
        }

        return names;
    }

    /// <summary>Returns, for each candidate, the log-loss of each image under the regularization that suits the candidate best.</summary>
    private static double[][] CrossValidate(
        CandidateOutputs outputs, int[] labels, int classCount, PreprocessingComparisonOptions options, CancellationToken cancellationToken)
    {
        var rows = new LabeledRows([.. Enumerable.Range(0, labels.Length)], labels);
        var folds = Enumerable.Range(0, Repeats).Select(repeat => rows.Folds(FoldCount, options.Seed + repeat)).ToArray();
        FeatureTable?[] tables = [.. outputs.Features.Select(Table)];
        var sums = Enumerable.Range(0, tables.Length * Regularizations.Length).Select(_ => new double[labels.Length]).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MachineResources.Threads(options.Threads), CancellationToken = cancellationToken };
        Parallel.For(0, sums.Length, parallel, i =>
        {
            if (tables[i / Regularizations.Length] is not { } table)
            {
                Array.Fill(sums[i], double.PositiveInfinity);
                return;
            }

            foreach (var (fit, measure) in folds.SelectMany(fold => fold).Where(fold => fold.Validation.Count > 0))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var head = LinearHead.FitOne(new HeadTrainingData(table, fit, classCount), Regularizations[i % Regularizations.Length], cancellationToken);
                for (var j = 0; j < measure.Count; j++)
                {
                    var probability = head.Probabilities(table.Row(measure.Rows[j]))[measure.Labels[j]];
                    sums[i][measure.Rows[j]] -= Math.Log(Math.Max(1e-15, probability)) / Repeats;
                }
            }
        });
        return [.. sums.Chunk(Regularizations.Length).Select(candidate => candidate.MinBy(loss => loss.Sum())!)];
    }

    private static FeatureTable? Table(float[][] features)
    {
        if (features.Any(row => !row.All(float.IsFinite)))
        {
            return null;
        }

        var table = new FeatureTable(features[0].Length);
        Array.ForEach(features, row => table.Add(row));
        return table;
    }

    /// <summary>Returns the entropy of each image's scores; empty if there are no scores.</summary>
    private static double[] Entropies(float[][] scores)
    {
        if (scores.Any(row => row.Length < 2 || !row.All(float.IsFinite)))
        {
            return [];
        }

        // Some files end in the softmax and some before it.
        var areProbabilities = scores.All(row => row.All(p => p >= 0) && Math.Abs(row.Sum() - 1) < 0.01);
        return [.. scores.Select(row => Entropy(areProbabilities ? Array.ConvertAll(row, p => (double)p) : Softmax(row)))];
    }

    private static double Entropy(double[] probabilities) => -probabilities.Sum(p => p > 0 ? p * Math.Log(p) : 0);

    private static double[] Softmax(float[] logits)
    {
        var largest = logits.Max();
        var exponents = Array.ConvertAll(logits, logit => Math.Exp(logit - largest));
        var sum = exponents.Sum();
        return Array.ConvertAll(exponents, exponent => exponent / sum);
    }
}
