using System.Globalization;

namespace MlNetCnn.Benchmarks;

/// <summary>Measures training against a plain TorchSharp loop for ResNet-18; other networks have no baseline, only speeds.</summary>
internal static class TrainingSuite
{
    private const int Photos = 64;

    // A short training, and the maximum number of epochs that fine-tuning selects by itself: the frozen layers run once in each.
    private static readonly int[] StageEpochs = [5, 30];

    private static readonly string[] Precisions = ["fp32", "bf16"];

    public static void Run(string photos, string backbone, string preprocessing, int repetitions, string only)
    {
        string[] rivals = Path.GetFileName(backbone).StartsWith("resnet18", StringComparison.Ordinal) ? ["plain", .. Precisions] : Precisions;
        if (only.Contains('k'))
        {
            foreach (var (type, runs) in Alternate(repetitions, Precisions, type => ["products", type]))
            {
                Suite.Print("k", $"products of large matrices, {type}: GFLOP per second", MatrixProducts.Operations / Suite.Median(runs, m => m.Seconds), "");
            }
        }

        if (only.Contains('h'))
        {
            var forward = Alternate(repetitions, rivals, rival => ["forward", rival, backbone, preprocessing, photos, $"{Photos}"]);
            Print("h", "logits alone", forward, Photos, "");
            var steps = Alternate(repetitions, rivals, rival => ["steps", rival, backbone, preprocessing, photos, $"{Photos}"]);
            Print("h", "training of all layers", steps, Photos, "at least 1.8 in fp32, 4 in bf16");
            if (rivals.Length > Precisions.Length)
            {
                // As people write it, not as in the file.
                var apart = Alternate(
                    repetitions, [.. rivals.Select(rival => $"{rival}-bn")], rival => ["steps", rival, backbone, preprocessing, photos, $"{Photos}"]);
                Print("h", "training of all layers", apart, Photos, "at least 1.8 in fp32, 4 in bf16");
            }
        }

        if (only.Contains('j'))
        {
            RunScratch(photos, repetitions);
        }

        if (only.Contains('i'))
        {
            foreach (var epochs in StageEpochs)
            {
                var stage = Alternate(
                    repetitions, rivals, rival => ["stage", rival, backbone, preprocessing, photos, $"{Photos}", $"{epochs}"]);
                Print("i", $"training of the last stage, {epochs} epochs", stage, Photos * epochs, "at least 4");
            }
        }
    }

    /// <summary>Measures training from random weights, without a backbone.</summary>
    private static void RunScratch(string photos, int repetitions)
    {
        // Images, batch size and epochs such that each run takes seconds rather than minutes, and the first batch does not dominate.
        foreach (var (name, size, batch, count, epochs) in new[] { ("simple-cnn", 64, 32, 256, 4), ("resnet20", 32, 64, 256, 4), ("resnet18", 128, 32, 128, 1) })
        {
            var runs = Alternate(
                repetitions, ["plain", .. Precisions],
                rival => ["scratch", rival, name, $"{size}", $"{batch}", photos, $"{count}", $"{epochs}"]);
            Print("j", $"{name} at {size} px from scratch", runs, count * epochs, "at least 1.2 in fp32, 2 in bf16");
        }
    }

    private static List<(string Rival, List<Measured> Runs)> Alternate(int repetitions, string[] rivals, Func<string, string[]> arguments)
    {
        var runs = rivals.Select(rival => (Rival: rival, Runs: new List<Measured>())).ToList();
        for (var i = 0; i < repetitions; i++)
        {
            runs.ForEach(run => run.Runs.Add(Suite.Run(arguments(run.Rival))));
        }

        return runs;
    }

    private static void Print(string letter, string what, List<(string Rival, List<Measured> Runs)> runs, int images, string requested)
    {
        foreach (var (index, (rival, measured)) in runs.Index())
        {
            var seconds = Suite.Median(measured, m => m.Seconds);
            Suite.Print(letter, $"{what}, {rival}: images per second", images / seconds, "");
            Suite.Print(letter, "  peak memory, MB", Suite.Median(measured, m => m.PeakMegabytes), "");
            if (measured[0].Labels is [_, ..] losses && losses[0] != "0.0000")
            {
                var last = double.Parse(losses[^1], CultureInfo.InvariantCulture);
                Suite.Print(letter, $"  loss of the last batch (of the first: {losses[0]})", last, "");
            }

            if (runs[0].Rival.StartsWith("plain", StringComparison.Ordinal) && index > 0)
            {
                Suite.Print(letter, "  plain TorchSharp / ours (wall clock)", Suite.Median(runs[0].Runs, m => m.Seconds) / seconds, requested);
            }
        }
    }
}
