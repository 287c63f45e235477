using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StockRunner;

namespace MlNetCnn.Benchmarks;

/// <summary><c>stock-featurizer</c>: compares the default backbone with ML.NET's own <c>DnnFeaturizeImage</c> on one dataset.</summary>
internal static class FeaturizerCommand
{
    private static readonly StockVersion Featurizer = new("6.0.0", "Featurizer");

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "A folder or table with a train and a test (or validation) split", Required = true };
        var repetitions = new Option<int>("--repetitions") { Description = "Alternating repetitions", DefaultValueFactory = _ => 3 };
        var command = new Command(
            "stock-featurizer", "Trains a head on the default backbone and one on DnnFeaturizeImage, and compares accuracy, time and memory. Use an idle machine.")
        {
            data, repetitions,
        };
        command.SetAction((result, _) => RunAsync(result.GetRequiredValue(data), result.GetValue(repetitions)));
        return command;
    }

    /// <summary>Runs MlNetCnn in a separate process.</summary>
    /// <param name="list">Lines of split, class and path.</param>
    public static async Task<Output> TrainAsync(string list)
    {
        var rows = File.ReadLines(list).Select(line => line.Split('\t')).ToArray();
        var images = ImageDataset.FromImages(rows.Select(
            row => new LabeledImage(row[2], row[1]) { Split = row[0] == "train" ? DatasetSplit.Train : DatasetSplit.Test }));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        using (var extractor = new FeatureExtractor(Backbone.Default))
        {
            await extractor.ExtractAsync([.. rows.Select(row => row[2])]);
        }

        var (seconds, cpuSeconds) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var trained = await new FeatureTrainer(Backbone.Default).TrainAsync(images.SplitPredefined(1));
        return new Output(rows.Length, seconds, cpuSeconds, [trained.TestReport!.Accuracy], PeakMemory.Read());
    }

    private static async Task<int> RunAsync(string data, int repetitions)
    {
        var images = ImageDataset.Open(data);
        var list = Path.GetTempFileName();
        await File.WriteAllLinesAsync(list, images.Select(image => $"{(image.Split == DatasetSplit.Train ? "train" : "test")}\t{image.Label}\t{image.Path}"));
        var (ours, mlNet) = (new List<Output>(), new List<Output>());
        for (var i = 0; i < repetitions; i++)
        {
            ours.Add(JsonSerializer.Deserialize<Output>(Suite.RunChild("featurizer", list), JsonSerializerOptions.Web)!);
            mlNet.Add(JsonSerializer.Deserialize<Output>(Featurizer.Run(list), JsonSerializerOptions.Web)!);
        }

        File.Delete(list);
        Print("ours", ours);
        Print("DnnFeaturizeImage", mlNet);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"images per second {Suite.Median(mlNet, o => o.Seconds) / Suite.Median(ours, o => o.Seconds):F2}x, peak memory {Suite.Median(ours, o => o.PeakMegabytes) / Suite.Median(mlNet, o => o.PeakMegabytes):F2}x"));
        return 0;
    }

    private static void Print(string name, List<Output> runs) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-18} accuracy {100 * runs[0].Accuracies.Max():F1} % ({string.Join(", ", runs[0].Accuracies.Select(a => (100 * a).ToString("F1", CultureInfo.InvariantCulture)))}), "
        + $"{1000 * Suite.Median(runs, o => o.Seconds) / runs[0].Images:F1} ms and {1000 * Suite.Median(runs, o => o.CpuSeconds) / runs[0].Images:F1} CPU ms per image, "
        + $"peak {Suite.Median(runs, o => o.PeakMegabytes):F0} MB, {runs[0].Images} images"));

    /// <summary>The result of a process.</summary>
    internal sealed record Output(int Images, double Seconds, double CpuSeconds, double[] Accuracies, double PeakMegabytes);
}
