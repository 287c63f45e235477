using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn;

/// <summary>
/// Represents a trained image classifier: one ONNX graph from pixels to class scores, its test results, and methods to save it.
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

    /// <summary>Creates a classifier from the results of a training.</summary>
    /// <param name="builder">The graph and its facts.</param>
    /// <param name="scored">The scores of each test image.</param>
    /// <param name="report">The metrics on the test images, or null if there are none.</param>
    /// <param name="seconds">The duration of each step in seconds.</param>
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

    /// <summary>The model card.</summary>
    public ModelCard Card { get; }

    /// <summary>The class names, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => Card.ClassNames;

    /// <summary>The metrics on the test images, or null if there were none.</summary>
    public ClassificationReport? TestReport { get; }

    /// <summary>The scores of each test image, in the order of the dataset; empty if there were none.</summary>
    public IReadOnlyList<ScoredImage> TestImages { get; } = [];

    /// <summary>The calibration of the scores, or null if they are not calibrated.</summary>
    public Calibration? Calibration { get; }

    /// <summary>The images that were left out, with the reasons.</summary>
    public IReadOnlyList<ImageError> Errors { get; } = [];

    /// <summary>The images for which a plain ML.NET application gets different pixels than this training.</summary>
    public MlNetDifferences MlNetDifferences { get; } = MlNetDifferences.None;

    /// <summary>The number of images used in each split, and of those left out.</summary>
    public ImageCounts Images { get; }

    /// <summary>The duration of each step in seconds.</summary>
    public TrainingSeconds Seconds { get; }

    /// <summary>The number of images whose features were already cached.</summary>
    public int FeaturesFromCache { get; }

    /// <summary>The reason the feature cache stored no more features (the disk is full, or its limit is reached), or null.</summary>
    public string? CacheProblem { get; internal init; }

    /// <summary>The number of parameters of the whole network.</summary>
    public long TotalParameters { get; }

    /// <summary>The number of parameters that training changed.</summary>
    public long TrainableParameters { get; }

    /// <summary>The results of each epoch, in order; empty if only a head was fitted.</summary>
    public IReadOnlyList<EpochRecord> History { get; } = [];

    /// <summary>The epoch whose weights were kept, as numbered in <see cref="History"/>; 0 if the head on frozen features was the best.</summary>
    public int BestEpoch { get; }

    /// <summary>Deviations from the requested settings, one sentence each; may be empty.</summary>
    public IReadOnlyList<string> Warnings { get; } = [];

    /// <summary>
    /// The values that the last digits of the result depend on besides images and options: <c>processor</c>, <c>threads</c>, and the environment
    /// variables that select the arithmetic of native libraries, if they are set. The same images, options and values here give the same bits.
    /// </summary>
    public IReadOnlyDictionary<string, string> Arithmetic { get; } = new Dictionary<string, string>();

    internal OnnxGraph Graph { get; }

    /// <summary>Returns a summary, for example <c>finetune, 2 classes, test accuracy 95.4 % of 153 images</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Card.Method}, {ClassNames.Count} classes, "
            + $"{(TestReport is { } report ? $"test accuracy {100 * report.Accuracy:F1} % of {report.Count} images" : "not measured")}");

    /// <summary>
    /// Saves an ML.NET <c>.zip</c> of plain ML.NET transformers: input is the text column <c>ImagePath</c>; outputs are <c>Score</c> (with class names
    /// as slot names) and <c>PredictedLabel</c> as text.
    /// </summary>
    /// <remarks>Synchronous because packing and checking are CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.</remarks>
    /// <param name="path">The <c>.zip</c> to write; an existing file is replaced only after the new one is complete.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public void Save(string path) => Save(path, fromImages: false);

    /// <summary>Saves the same pipeline with an <see cref="MLImage"/> column <c>Image</c> instead of the path, for images that are not files.</summary>
    /// <remarks>
    /// Declare the input class with <c>[ImageType(1, 1)] public MLImage Image { get; set; }</c>; ML.NET requires a size there but does not use it.
    /// </remarks>
    /// <param name="path">The <c>.zip</c> to write; an existing file is replaced only after the new one is complete.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public void SaveForImages(string path) => Save(path, fromImages: true);

    /// <summary>
    /// Saves only the graph: input <c>image</c> [N, 3, height, width], float32, RGB 0..255; outputs <c>logits</c> and
    /// <c>Score</c> (softmax), both [N, classes].
    /// </summary>
    /// <param name="path">The <c>.onnx</c> to write; an existing file is replaced only after the new one is complete.</param>
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

    /// <summary>Rejects the extension of the other kind of file, because loading a model decides by it.</summary>
    private static void RequireOther(string path, string other, string own)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetExtension(path).Equals(other, StringComparison.OrdinalIgnoreCase))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OutputExtension, $"a {own} file must not have the extension {other}",
                expected: $"a path that ends in {own}", received: path, fix: $"use for example {Path.GetFileNameWithoutExtension(path)}{own}");
        }
    }

    private void Save(string path, bool fromImages)
    {
        RequireOther(path, ".onnx", ".zip");
        try
        {
            // ML.NET keeps the network in a temporary file while the chain exists, and does not delete it.
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
                expected: $"enough space in '{Path.GetTempPath()}' for the network", fix: "free space there, or set TMPDIR to a folder on another disk",
                innerException: exception);
        }
    }
}
