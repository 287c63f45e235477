using System.IO.Compression;
using SkiaSharp;

namespace MlNetCnn.Scoring;

/// <summary>
/// Upgrades a package of version 0.1, whose pixels depend on the version of ML.NET that loads it, to one that gives the same results in
/// plain ML.NET 5.0.1 and 6. The weights do not change.
/// </summary>
public static class ModelUpgrade
{
    /// <summary>The maximum difference between the scores of plain ML.NET and of this library that a new package may have.</summary>
    internal const double MaxMlNetDifference = 0.02;

    private const int VerifiedImages = 8;

    // The entry in which ML.NET stores the input schema of a chain; it has no stored form for images.
    private const string SchemaEntry = "Schema";

    /// <summary>Upgrades a package, and verifies the new one before it is written.</summary>
    /// <param name="model">The <c>.zip</c> of version 0.1.</param>
    /// <param name="output">The <c>.zip</c> to write; an existing file is replaced only after the new one is complete.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the work; no file is written then.</param>
    /// <exception cref="MlNetCnnException">
    /// <c>MODEL_UPGRADED</c>: the package does not need an upgrade. <c>MODEL_UPGRADE_FAILED</c>: plain ML.NET gives different results with the new
    /// package. <c>MODEL_NOT_PACKAGE</c>, <c>MODEL_OTHER_STEPS</c>: the file is not a package that training writes. <c>OUTPUT_IS_INPUT</c>,
    /// <c>OPTION_OUT_OF_RANGE</c>, and the errors of reading a model and of writing a file.
    /// </exception>
    public static Task<ModelUpgradeResult> RunAsync(
        string model, string output, ModelUpgradeOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(model, output, options ?? new ModelUpgradeOptions(), MlNetScores.Read, cancellationToken);

    /// <summary>Upgrades a package with another source of plain ML.NET scores, for tests.</summary>
    internal static async Task<ModelUpgradeResult> RunAsync(
        string model,
        string output,
        ModelUpgradeOptions options,
        Func<string, IReadOnlyList<string>, bool, IReadOnlyList<float[]>> mlNetScores,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentException.ThrowIfNullOrEmpty(output);
        OptionChecks.Validate(options);
        CheckPaths(model, output);
        var (bytes, old) = ModelFile.Read(model);
        if (old.ResizeFactor is not null)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelUpgraded, $"'{model}' does not need an upgrade",
                expected: "a package that MlNetCnn 0.1.0 wrote",
                received: $"a package of version {old.Version} with the resize factor {ResizeFactor.Text(old.ResizeFactor.Value)}",
                fix: "use the package unchanged");
        }

        var card = old with
        {
            ResizeFactor = options.ResizeFactor ?? ResizeFactor.Choose(options.Images, old.InputWidth, old.InputHeight, old.Resize),

            // The network was trained on the pixels of ML.NET 5.
            ResizeFilter = ReductionFilter.Linear,
            Version = ModelCard.CurrentVersion,
        };
        using var scratch = new TemporaryDirectory();
        var fresh = Path.Combine(scratch.Path, "new.zip");
        var fromImages = Write(OnnxGraph.Parse(bytes, model), card, model, fresh);
        var (verified, maxDifference) = await VerifyAsync(fresh, fromImages, options, scratch.Path, mlNetScores, cancellationToken).ConfigureAwait(false);
        var (again, under6) = await CompareAsync(model, fresh, options, cancellationToken).ConfigureAwait(false);
        AtomicFile.Write(
            output,
            stream =>
            {
                using var source = File.OpenRead(fresh);
                source.CopyTo(stream);
            },
            written => ModelPackage.ReadGraph(written));
        return new ModelUpgradeResult(card, verified, maxDifference) { NewAgainstOld = again, OldUnderMlNet6 = under6 };
    }

    private static void CheckPaths(string model, string output)
    {
        if (ModelFile.IsNetwork(model))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotPackage, $"'{model}' is not an ML.NET package",
                expected: "a .zip that MlNetCnn 0.1.0 wrote", received: "an ONNX network, which takes pixels and is the same in both versions",
                fix: "specify the .zip that was saved with it");
        }

        if (File.Exists(output) && RealPath.Of(model) == RealPath.Of(output))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OutputIsInput, "the new package would replace the old one",
                expected: "another path for the new package", received: output, fix: "specify another file; the new package is compared with the old one");
        }
    }

    /// <summary>Writes the new package. Returns whether it takes images instead of paths, like the old one.</summary>
    private static bool Write(OnnxGraph graph, ModelCard card, string model, string path)
    {
        graph.RemoveOutputs(MlNetHead.InputPort);
        graph.Prune();
        var entries = Entries(model);
        var fromImages = !entries.Contains(SchemaEntry);
        var classifier = new TrainedClassifier(graph, card);
        if (fromImages)
        {
            classifier.SaveForImages(path);
        }
        else
        {
            classifier.Save(path);
        }

        // Otherwise, the other steps of a pipeline would be lost.
        return entries.SetEquals(Entries(path))
            ? fromImages
            : throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelOtherSteps, $"'{model}' contains other steps than an MlNetCnn image classifier",
                expected: "images or their paths in, classes out", received: "a pipeline with additional steps, which would be lost",
                fix: "fit the pipeline again with this version of MlNetCnn");
    }

    /// <summary>Returns the entries of the steps. Older packages that take images have no loader, with which ML.NET nests the chain in another one.</summary>
    private static HashSet<string> Entries(string package)
    {
        const string Chain = "TransformerChain/";
        const string Inner = $"{Chain}Transform_000/";
        using var archive = ZipFile.OpenRead(package);
        var names = archive.Entries.Select(entry => entry.FullName);
        return archive.GetEntry("Model.key") is null
            ? [.. names]
            : [.. names.Where(name => name is not "Model.key" and not $"{Chain}Model.key" && !name.StartsWith("Loader/", StringComparison.Ordinal))
                .Select(name => name.Replace(Inner, Chain, StringComparison.Ordinal))];
    }

    private static async Task<(int Images, double MaxDifference)> VerifyAsync(
        string package,
        bool fromImages,
        ModelUpgradeOptions options,
        string folder,
        Func<string, IReadOnlyList<string>, bool, IReadOnlyList<float[]>> mlNetScores,
        CancellationToken cancellationToken)
    {
        using var classifier = ImageClassifier.Open(
            ModelFile.Read(package), package, new ImageClassifierOptions { Threads = options.Threads, Decoder = ImageDecoderOptions.MlNetCompatible });
        string[] asked = [.. EvenSample.Of(options.Images, VerifiedImages), .. DrawImages(classifier.Card.Input, folder)];
        var usable = new List<ImagePrediction>();
        await foreach (var prediction in classifier.PredictAsync(asked, cancellationToken).ConfigureAwait(false))
        {
            if (prediction.Error is null && !prediction.DiffersFromMlNet)
            {
                usable.Add(prediction);
            }
        }

        IReadOnlyList<float[]> mlNet;
        try
        {
            mlNet = mlNetScores(package, [.. usable.Select(prediction => prediction.Path)], fromImages);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException or NotSupportedException)
        {
            throw Failed($"plain ML.NET cannot run it: {exception.GetBaseException().Message.TrimEnd('.')}", exception);
        }

        var max = usable.Zip(mlNet, (prediction, scores) => ScoreDrift.Difference(prediction.Scores, scores)).DefaultIfEmpty().Max();
        return mlNet.Count == usable.Count && max <= MaxMlNetDifference
            ? (usable.Count, max)
            : throw Failed(FormattableString.Invariant($"scores of {mlNet.Count} of {usable.Count} images, which differ by up to {max:F4}"), inner: null);
    }

    private static MlNetCnnException Failed(string received, Exception? inner) => new(
        ErrorKind.Model, ErrorCodes.ModelUpgradeFailed, "the upgraded package does not give the same results in plain ML.NET; it was not written",
        expected: FormattableString.Invariant($"scores that differ by at most {MaxMlNetDifference}"), received: received,
        fix: "try another resize factor, or train the model again", innerException: inner);

    private static async Task<(ScoreDrift? NewAgainstOld, ScoreDrift? OldUnderMlNet6)> CompareAsync(
        string old, string package, ModelUpgradeOptions options, CancellationToken cancellationToken)
    {
        if (options.Images.Count == 0)
        {
            return (null, null);
        }

        using var before = ImageClassifier.Load(old, new ImageClassifierOptions { Threads = options.Threads });
        using var after = ImageClassifier.Load(package, new ImageClassifierOptions { Threads = options.Threads });
        var images = EvenSample.Of(options.Images, ScoreDrift.SampleSize);
        return (
            await ScoreDrift.MeasureAsync(before, after, images, cancellationToken).ConfigureAwait(false),
            await ScoreDrift.OfMlNetVersionsAsync(old, images, options.Threads, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Renders smooth images, smaller and larger than the resized size, so that a package can be verified without images of the user.</summary>
    private static IEnumerable<string> DrawImages(ImageInput input, string folder)
    {
        foreach (var percent in new[] { 75, 130 })
        {
            var (width, height) = ((input.DrawnSize.Width * percent / 100) + 1, input.DrawnSize.Height * percent / 100);
            using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            using (var canvas = new SKCanvas(bitmap))
            using (var shader = SKShader.CreateLinearGradient(
                default, new SKPoint(width, height), [SKColors.DarkSlateBlue, SKColors.Gold, SKColors.SeaGreen], null, SKShaderTileMode.Clamp))
            using (var paint = new SKPaint { Shader = shader })
            {
                canvas.DrawPaint(paint);
            }

            var path = Path.Combine(folder, $"drawn-{percent}.png");
            using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            using var file = File.Create(path);
            png.SaveTo(file);
            yield return path;
        }
    }
}
