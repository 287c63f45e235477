using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace MlNetCnn.Benchmarks;

/// <summary><c>head</c>: measures how long fitting a linear head on synthetic features takes, and how soon it stops after cancellation.</summary>
internal static class HeadCommand
{
    public static Command Create()
    {
        var classes = new Option<int>("--classes") { Description = "Number of classes", DefaultValueFactory = _ => 1000 };
        var images = new Option<int>("--images") { Description = "Images per class", DefaultValueFactory = _ => 5 };
        var features = new Option<int>("--features") { Description = "Features per image", DefaultValueFactory = _ => 1280 };
        var cancel = new Option<double>("--cancel-after") { Description = "Seconds after which the fit is canceled; 0 for never" };
        var command = new Command("head", "Fits a linear head on synthetic features, and compares the time with the estimate. Use an idle machine.")
        {
            classes, images, features, cancel,
        };
        command.SetAction(result => Run(
            result.GetValue(classes), result.GetValue(images), result.GetValue(features), TimeSpan.FromSeconds(result.GetValue(cancel))));
        return command;
    }

    private static int Run(int classCount, int imageCount, int featureCount, TimeSpan cancelAfter)
    {
        var (table, labels) = Synthesize(classCount, imageCount + 1, featureCount);
        var known = Rows(row => row < classCount * imageCount);
        var unknown = Rows(row => row >= classCount * imageCount);
        var clock = Stopwatch.StartNew();
        using var source = new CancellationTokenSource();
        if (cancelAfter > TimeSpan.Zero)
        {
            source.CancelAfter(cancelAfter);
        }

        var progress = new Printed(clock);
        try
        {
            var data = new HeadTrainingData(table, known, classCount) { Threads = Environment.ProcessorCount };
            var head = (FittedLinearHead)ClassifierHeads.Linear.Fit(data, progress, source.Token);
            Print($"fitted in {clock.Elapsed.TotalSeconds:F1} s, {Environment.CpuUsage.TotalTime.TotalSeconds:F1} s of processor time, L2 {head.L2}, held-out accuracy {head.HeldOutAccuracy:P1}");
            var probabilities = unknown.Rows.Select(row => head.Probabilities(table.Row(row))[labels[row]]).ToArray();
            Print($"log-loss of {unknown.Count} other images {probabilities.Average(p => -Math.Log(Math.Max(p, 1e-15))):F4}");
        }
        catch (OperationCanceledException)
        {
            Print($"stopped {(clock.Elapsed - cancelAfter).TotalSeconds:F2} s after it was canceled");
        }

        return 0;

        LabeledRows Rows(Func<int, bool> requested)
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(requested)];
            return new LabeledRows(rows, [.. rows.Select(row => labels[row])]);
        }
    }

    /// <summary>Returns rectified features: a class center plus noise, and for the last round held-out images.</summary>
    private static (FeatureTable Table, int[] Labels) Synthesize(int classCount, int imageCount, int featureCount)
    {
        var random = new SeededRandom(1);
        var centers = Enumerable.Range(0, classCount).Select(_ => Enumerable.Range(0, featureCount).Select(_ => Bell()).ToArray()).ToArray();
        var table = new FeatureTable(featureCount);
        var labels = Enumerable.Range(0, classCount * imageCount).Select(row => row % classCount).ToArray();
        foreach (var label in labels)
        {
            table.Add([.. centers[label].Select(center => (float)Math.Max(0, (0.4 * center) + Bell()))]);
        }

        return (table, labels);

        double Bell() => Enumerable.Range(0, 4).Sum(_ => random.NextDouble() - 0.5) * 1.7;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private sealed class Printed(Stopwatch clock) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            Print($"{clock.Elapsed.TotalSeconds,6:F1} s: {value.Done} of {value.Total} {value.Unit}, {value.Remaining?.TotalSeconds ?? double.NaN:F1} s left");
    }
}
