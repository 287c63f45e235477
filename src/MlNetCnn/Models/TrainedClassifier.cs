using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn;

/// <summary>
/// A trained image classifier: one ONNX graph from pixels to class scores, what was measured of it, and the ways to save it.
/// </summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class TrainedClassifier
{
    internal TrainedClassifier(OnnxGraph graph, ModelCard card)
    {
        Graph = graph;
        Card = card;
        ModelCardMetadata.Write(graph, card);
    }

    /// <summary>Puts together what a training ends with.</summary>
    /// <param name="builder">The graph and what is known of it.</param>
    /// <param name="scored">What it says of each test image.</param>
    /// <param name="report">What was measured on them, or null where there are none.</param>
    /// <param name="seconds">Seconds that each step took.</param>
    internal TrainedClassifier(TrainedClassifierBuilder builder, IReadOnlyList<ScoredImage> scored, ClassificationReport? report, TrainingSeconds seconds)
        : this(builder.Graph, builder.Card with { Temperature = builder.Temperature?.Value, Metrics = MetricsOf(report) })
    {
        TestReport = report;
        TestImages = scored;
        Calibration = builder.Temperature is { } temperature ? Calibration.Of(temperature, scored) : null;
        Errors = [.. builder.Split.Errors, .. builder.Features.Table.Errors];
        MlNetDifferences = builder.Features.MlNetDifferences;
        Images = builder.Features.Images;
        Seconds = seconds;
        FeaturesFromCache = builder.Features.FromCache;
        CacheProblem = builder.Features.CacheProblem;
        TotalParameters = WeightFinder.ParameterCount(builder.Graph);
        TrainableParameters = builder.TrainableParameters;
        History = builder.History;
        BestEpoch = builder.BestEpoch;
        Warnings = [.. builder.Split.Cautions, .. builder.Warnings, .. builder.Temperature?.Problem is { } problem ? [problem] : Array.Empty<string>()];
        Arithmetic = builder.Arithmetic;
    }

    /// <summary>What the model says of itself.</summary>
    public ModelCard Card { get; }

    /// <summary>The class names, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => Card.ClassNames;

    /// <summary>What was measured on the test images, or null where there were none.</summary>
    public ClassificationReport? TestReport { get; }

    /// <summary>What the model says of each test image, in the order of the listing; empty where there were none.</summary>
    public IReadOnlyList<ScoredImage> TestImages { get; } = [];

    /// <summary>How the scores were calibrated, or null where they were not.</summary>
    public Calibration? Calibration { get; }

    /// <summary>The images that were left out, and why.</summary>
    public IReadOnlyList<ImageError> Errors { get; } = [];

    /// <summary>The images of which a stock ML.NET application sees other pixels than this training did.</summary>
    public MlNetDifferences MlNetDifferences { get; } = MlNetDifferences.None;

    /// <summary>Images used for each part, and how many were left out.</summary>
    public ImageCounts Images { get; }

    /// <summary>Seconds that each step took.</summary>
    public TrainingSeconds Seconds { get; }

    /// <summary>Images whose features were in the cache already.</summary>
    public int FeaturesFromCache { get; }

    /// <summary>Why the feature cache remembered no more (the disk is full, its bound is reached), or null.</summary>
    public string? CacheProblem { get; internal init; }

    /// <summary>Parameters of the whole network.</summary>
    public long TotalParameters { get; }

    /// <summary>Parameters that training changed.</summary>
    public long TrainableParameters { get; }

    /// <summary>What each pass over the training images gave, in order; empty where a head alone was fitted.</summary>
    public IReadOnlyList<EpochRecord> History { get; } = [];

    /// <summary>The pass whose weights were kept, as counted in <see cref="History"/>; 0 where the head on frozen features was the best.</summary>
    public int BestEpoch { get; }

    /// <summary>What went otherwise than asked for, a sentence each; empty where nothing did.</summary>
    public IReadOnlyList<string> Warnings { get; } = [];

    /// <summary>
    /// What the last digits of the result depend on besides images and options: <c>processor</c>, <c>threads</c>, and the environment variables
    /// that native libraries choose their arithmetic by, where they are set. The same images, options and values of this give the same bits.
    /// </summary>
    public IReadOnlyDictionary<string, string> Arithmetic { get; } = new Dictionary<string, string>();

    internal OnnxGraph Graph { get; }

    /// <summary>For example <c>finetune, 2 classes, test accuracy 95.4 % of 153 images</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Card.Method}, {ClassNames.Count} classes, "
            + $"{(TestReport is { } report ? $"test accuracy {100 * report.Accuracy:F1} % of {report.Count} images" : "not measured")}");

    /// <summary>
    /// Saves an ML.NET <c>.zip</c> of stock transformers: text column <c>ImagePath</c> in, <c>Score</c> (with class names as slot
    /// names) and text <c>PredictedLabel</c> out.
    /// </summary>
    /// <remarks>Synchronous because packing and checking are CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.</remarks>
    /// <param name="path">The <c>.zip</c> to write; an old one is replaced only by a whole new one.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public void Save(string path) => Save(path, fromImages: false);

    /// <summary>Saves the same with an <see cref="MLImage"/> column <c>Image</c> in place of the path, for images that are no files.</summary>
    /// <remarks>
    /// Declare the input class with <c>[ImageType(1, 1)] public MLImage Image { get; set; }</c>; ML.NET asks for a size there and does not use it.
    /// </remarks>
    /// <param name="path">The <c>.zip</c> to write; an old one is replaced only by a whole new one.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public void SaveForImages(string path) => Save(path, fromImages: true);

    /// <summary>
    /// Saves the graph alone: input <c>image</c> [N, 3, height, width], float32, RGB 0..255; outputs <c>logits</c> and
    /// <c>Score</c> (softmax), both [N, classes].
    /// </summary>
    /// <param name="path">The <c>.onnx</c> to write; an old one is replaced only by a whole new one.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public void SaveOnnx(string path)
    {
        RequireOther(path, ".zip", ".onnx");
        var bytes = Graph.ToBytes();
        AtomicFile.Write(path, stream => stream.Write(bytes), written => OnnxGraph.Load(written));
    }

    private static Dictionary<string, double> MetricsOf(ClassificationReport? report) => report is null
        ? []
        : new() { ["accuracy"] = report.Accuracy, ["macroF1"] = report.MacroF1, ["logLoss"] = report.LogLoss };

    /// <summary>Refuses the ending of the other kind of file, since models are told apart by it when they are loaded.</summary>
    private static void RequireOther(string path, string other, string own)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetExtension(path).Equals(other, StringComparison.OrdinalIgnoreCase))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OutputExtension, $"a {own} file is not to be called {other}",
                expected: $"a path that ends in {own}", received: path, fix: $"write for example {Path.GetFileNameWithoutExtension(path)}{own}");
        }
    }

    private void Save(string path, bool fromImages)
    {
        RequireOther(path, ".onnx", ".zip");
        try
        {
            // ML.NET puts the network into a temporary file while the chain lives, and leaves it behind.
            using var scratch = new TemporaryDirectory();
            var ml = new MLContext(Card.Seed) { TempFilePath = scratch.Path };
            var (model, schema) = ScoringPipeline.Build(ml, Graph, Card, fromImages);
            using var disposable = model as IDisposable;
            if (fromImages)
            {
                ModelPackage.Save(model, ScoringPipeline.ImageLoader(ml), path);
            }
            else
            {
                ModelPackage.Save(model, schema, path);
            }
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.TempNotWritable,
                $"cannot save '{path}', because the temporary folder cannot be written to: {exception.Message.TrimEnd('.')}",
                expected: $"room in '{Path.GetTempPath()}' for the network", fix: "make room there, or let TMPDIR name a folder on another disk",
                innerException: exception);
        }
    }
}
