using System.IO.Compression;
using SkiaSharp;

namespace MlNetCnn.Scoring;

/// <summary>
/// Rewrites a package of version 0.1, whose pixels depend on the version of ML.NET that loads it, as one that gives the same answers under
/// stock ML.NET 5.0.1 and 6. The weights stay.
/// </summary>
public static class ModelUpgrade
{
    /// <summary>The largest difference of a score between stock ML.NET and ours that a new package may have.</summary>
    internal const double MaxMlNetDifference = 0.02;

    private const int VerifiedImages = 8;

    // ML.NET stores the schema of a chain's input there; it has no stored form for images.
    private const string SchemaEntry = "Schema";

    /// <summary>Upgrades a package and verifies the new one before it appears.</summary>
    /// <param name="model">The <c>.zip</c> of version 0.1.</param>
    /// <param name="output">The <c>.zip</c> to write; an old one is replaced only by a whole new one.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work; no file is left then.</param>
    /// <exception cref="MlNetCnnException">
    /// <c>MODEL_UPGRADED</c>: nothing needs doing. <c>MODEL_UPGRADE_FAILED</c>: stock ML.NET gives other answers with the new package.
    /// <c>MODEL_NOT_PACKAGE</c>, <c>MODEL_OTHER_STEPS</c>: the file is none of the packages that are trained. <c>OUTPUT_IS_INPUT</c>,
    /// <c>OPTION_OUT_OF_RANGE</c>, and the errors of reading a model and of writing a file.
    /// </exception>
    public static Task<ModelUpgradeResult> RunAsync(
        string model, string output, ModelUpgradeOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(model, output, options ?? new ModelUpgradeOptions(), MlNetScores.Read, cancellationToken);

    /// <summary>The same with another reader of stock ML.NET's scores, for tests.</summary>
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
                ErrorKind.Model, ErrorCodes.ModelUpgraded, $"'{model}' needs no upgrade",
                expected: "a package that MlNetCnn 0.1.0 wrote",
                received: $"one of version {old.Version}, whose resize factor is {ResizeFactor.Text(old.ResizeFactor.Value)}",
                fix: "nothing needs doing: use it as it is");
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
                ErrorKind.Model, ErrorCodes.ModelNotPackage, $"'{model}' is no package of ML.NET",
                expected: "a .zip that MlNetCnn 0.1.0 wrote", received: "a network alone, which takes pixels and is the same in both versions",
                fix: "name the .zip that was saved with it");
        }

        if (File.Exists(output) && RealPath.Of(model) == RealPath.Of(output))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OutputIsInput, "the new package would replace the old one",
                expected: "another path for the new package", received: output, fix: "name another file; the old package is what the new one is compared with");
        }
    }

    /// <summary>Writes the new package and says whether it takes images instead of paths, as the old one does.</summary>
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

        // What a pipeline of other steps holds besides the classifier would be lost.
        return entries.SetEquals(Entries(path))
            ? fromImages
            : throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelOtherSteps, $"'{model}' holds other steps than an image classifier of MlNetCnn does",
                expected: "images or their paths in, classes out", received: "a pipeline with steps of its own, which would be lost",
                fix: "fit the pipeline again with this version of MlNetCnn");
    }

    /// <summary>The entries of the steps. Older packages that take images have no loader, beside which ML.NET puts the chain into another.</summary>
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
        using var classifier = ImageClassifier.Open(package, options.Threads, _ => ImageDecoderOptions.MlNetCompatible);
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
            throw Failed($"stock ML.NET cannot run it: {exception.GetBaseException().Message.TrimEnd('.')}", exception);
        }

        var max = usable.Zip(mlNet, (prediction, scores) => ScoreDrift.Difference(prediction.Scores, scores)).DefaultIfEmpty().Max();
        return mlNet.Count == usable.Count && max <= MaxMlNetDifference
            ? (usable.Count, max)
            : throw Failed(FormattableString.Invariant($"scores of {mlNet.Count} of {usable.Count} images, which differ by up to {max:F4}"), inner: null);
    }

    private static MlNetCnnException Failed(string received, Exception? inner) => new(
        ErrorKind.Model, ErrorCodes.ModelUpgradeFailed, "the upgraded package does not give the same answers in stock ML.NET; it was not written",
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

    /// <summary>Smooth images, smaller and larger than what ML.NET draws: a package can be verified without any of the user's.</summary>
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
