using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using MlNetCnn.Training;
using MlNetCnn.Training.Networks;

namespace MlNetCnn.Cli;

/// <summary><c>demo</c>: compares the three methods on the bundled images, offline.</summary>
internal sealed class DemoCommand : ToolCommand
{
    private const string Network = "simple-cnn";

    private readonly CommandConsole _console;

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder for the models.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "mlnetcnn-demo",
    };

    private readonly Option<int?> _epochs = CommonOptions.CheckedNumber(
        new ToolOption<int?>("--epochs")
        {
            Description = "Training epochs; few make a quick demo with lower accuracy.",
            HelpName = "N",
            Default = "10 (finetune), 120 (scratch)",
        },
        new RangeAttribute(1, 1000));

    private readonly PropertyOption _precision = PropertyOption.Of(typeof(TrainingOptions).GetProperty(nameof(TrainingOptions.Precision))!);

    private readonly Option<int> _threads = CommonOptions.Threads();

    /// <summary>Creates the command.</summary>
    public DemoCommand(CommandConsole console)
        : base(
            "demo", "Trains classifiers of five kinds of emoji with frozen features, fine-tuning and a CNN from scratch; works offline.",
            "--output demo")
    {
        _console = console;
        Add(_output);
        Add(_epochs);
        Add(_precision.Option);
        Add(_threads);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var folder = parse.GetRequiredValue(_output);
        var threads = parse.GetValue(_threads);
        new CommandFiles().WritesInto(_output.Name, folder, TrainingMethod.All.Select(PackageName)).Check();
        var candidates = Candidates(threads, _precision.Value(parse, TrainingPrecision.Auto), parse.GetValue(_epochs));
        var images = ImageDataset.FromTable(DemoImages.Find(), new TableOptions { SplitColumn = "split", GroupColumn = "group" });
        var split = images.SplitPredefined();
        _console.WriteLine($"Emoji: {DisplayText.List(split.ClassNames)}; backbone {Backbone.Default.Name}, network from scratch {Network}.");
        _console.WriteLine(split.Explanation);

        var options = new ComparisonOptions
        {
            Threads = threads,
            Save = (run, model) =>
            {
                model.Save(Package(folder, run.Method));
                return new FileInfo(Package(folder, run.Method)).Length;
            },
        };
        var runs = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet),
            (progress, write) =>
            {
                var log = new RunLog(write);
                var told = options with { Starting = log.Begin, Finished = log.End, Logger = new LineLogger(log.Write) };
                return new MethodComparison(candidates).RunAsync(images, told, progress, cancellationToken);
            });
        _console.WriteLine();
        _console.Write(ComparisonTable.Create(ComparisonRow.Gather(runs)));
        _console.WriteLine(ComparisonTable.Floor(runs));

        var best = Package(folder, runs.MaxBy(run => run.Accuracy)!.Method);
        await WritePredictionsAsync(best, split.Test, threads, cancellationToken);
        _console.WriteLine();
        _console.WriteLine($"Models: {DisplayText.List([.. runs.Select(run => DisplayText.ShortPath(Package(folder, run.Method)))])}");
        _console.WriteLine("Next, train on your own images, in a folder with a subfolder per class:");
        _console.WriteLine($"  {ConsoleTool.Name} train --data YOUR_PHOTOS --output photos.zip");
        var better = BackboneCatalog.Default.Get("mobilenet-v2.onnx-zoo");
        _console.WriteLine($"MobileNetV2 is a tenth of the size, faster and usually more accurate; this downloads it once ({DisplayText.Bytes(better.Size)}):");
        _console.WriteLine($"  {ConsoleTool.Name} train --data YOUR_PHOTOS --backbone {better.Name} --output photos.zip");
        return ExitCode.Done;
    }

    private static string Package(string folder, string method) => Path.Combine(folder, PackageName(method));

    private static string PackageName(string method) => $"emoji-{method}.zip";

    private IReadOnlyList<TrainingCandidate> Candidates(int threads, TrainingPrecision precision, int? epochs)
    {
        var features = TrainingCandidate.Features(Backbone.Default, new FeatureTrainingOptions { Threads = threads }, "features");
        try
        {
            TrainingEnvironment.EnsureLoaded();
        }
        catch (MlNetCnnException exception)
        {
            _console.Error.WriteLine($"warning: fine-tuning and training from scratch are skipped: {DisplayText.OneLine(exception.Problem)}");
            return [features];
        }

        // Fewer layers and epochs than 'train' chooses, so that the demo takes minutes; standard augmentation is known to keep the labels of emoji.
        var fineTuning = new FineTuningOptions
        {
            Threads = threads, Precision = precision, Epochs = epochs ?? 10, Unfreeze = LayerRange.LastStages(1), CachedAugmentations = 2,
            Augmentation = Augmentation.Standard,
        };
        var scratch = new CnnTrainingOptions { Threads = threads, Precision = precision, Epochs = epochs, Augmentation = Augmentation.Standard };
        return
        [
            features,
            TrainingCandidate.FineTuning(Backbone.Default, fineTuning, "finetune"),
            TrainingCandidate.FromScratch(CnnNetworks.Get(Network), scratch),
        ];
    }

    private async Task WritePredictionsAsync(string package, ImageDataset test, int threads, CancellationToken cancellationToken)
    {
        _console.WriteLine();
        _console.WriteLine($"{Path.GetFileName(package)} on a test image of each class:");
        using var classifier = ImageClassifier.Load(package, new ImageClassifierOptions { Threads = threads });
        var rows = PredictionWriter.Create(PredictionFormat.Table, _console.Output, classifier.ClassNames, top: 2);
        rows.Begin();
        var images = test.Reverse().DistinctBy(image => image.Label).Reverse().Select(image => DisplayText.ShortPath(image.Path));
        await foreach (var prediction in classifier.PredictAsync(images, cancellationToken))
        {
            rows.Write(prediction);
        }

        rows.End();
    }
}
