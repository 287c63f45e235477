using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>demo</c>: the whole way on the photos that come with the program, offline.</summary>
internal sealed class DemoCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder that the model is written to.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "mlnetcnn-demo",
    };

    private readonly Option<int> _threads = CommonOptions.Threads();

    /// <summary>Creates the command.</summary>
    public DemoCommand(CommandConsole console)
        : base("demo", "Trains a classifier of five flowers on the photos that come with the program; needs no network.", "--output demo")
    {
        _console = console;
        Add(_output);
        Add(_threads);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken token)
    {
        var package = Path.Combine(parse.GetRequiredValue(_output), "flowers-features.zip");
        OutputFile.CheckWritable(package);
        var threads = parse.GetValue(_threads);
        var split = ImageListing.FromTable(DemoPhotos.Find(), new TableOptions { SplitColumn = "split" }).SplitByPart();
        _console.WriteLine($"Photos of {Readable.List(split.ClassNames)}; backbone {Backbone.Default.Name}.");
        _console.WriteLine(split.Explanation);

        var trainer = new FeatureTrainer(Backbone.Default, new FeatureTrainingOptions { Threads = threads });
        var model = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet), progress => trainer.TrainAsync(split, progress, token));
        model.Save(package);
        TrainingSummary.Write(_console, model, parse.GetValue(GlobalOptions.Verbose));

        await WritePredictionsAsync(package, split.Test, threads, token);
        _console.WriteLine();
        _console.WriteLine($"Model: {Readable.ShortPath(package)}");
        _console.WriteLine("Next, with a folder of your own photos that holds a folder per class:");
        _console.WriteLine($"  {Invocation.Name} train --data YOUR_PHOTOS --output photos.zip");
        return ExitCode.Done;
    }

    private async Task WritePredictionsAsync(string package, ImageListing test, int threads, CancellationToken token)
    {
        _console.WriteLine();
        _console.WriteLine("The saved model on a test photo of each class:");
        using var classifier = ImageClassifier.Load(package, new ImageClassifierOptions { Threads = threads });
        var rows = PredictionWriter.Create(PredictionFormat.Table, _console.Output, classifier.ClassNames, top: 2);
        rows.Begin();
        var photos = test.Reverse().DistinctBy(image => image.Label).Reverse().Select(image => Readable.ShortPath(image.Path));
        await foreach (var prediction in classifier.PredictAsync(photos, token))
        {
            rows.Write(prediction);
        }

        rows.End();
    }
}
