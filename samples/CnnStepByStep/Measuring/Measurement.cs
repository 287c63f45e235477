using System.Globalization;

namespace CnnStepByStep;

/// <summary>Trains each network of the tutorial with several seeds and writes the results as a table.</summary>
internal static class Measurement
{
    private const int Size = 64;

    /// <summary>Runs the measurement.</summary>
    /// <param name="data">A folder with the splits <c>train</c> and <c>test</c>, or a table with split and group.</param>
    /// <param name="epochs">The number of epochs.</param>
    /// <param name="seeds">The number of seeds.</param>
    /// <param name="output">The writer for the table; each row is written as soon as it is available.</param>
    public static async Task RunAsync(string data, int epochs, int seeds, TextWriter output)
    {
        var photos = ImageDataset.Open(data, File.Exists(data) ? new TableOptions { GroupColumn = "group" } : null);
        await output.WriteLineAsync("| network | parameters | multiply-adds | test accuracy by seed | mean | CPU seconds |\n|---|---|---|---|---|---|");
        foreach (var (name, layers) in TutorialNetworks.All)
        {
            var summary = NetworkSummary.Of(layers(new CnnBuilder(photos.ClassNames.Count, Size, Size)));
            var accuracies = new List<double>();
            var seconds = new List<double>();
            foreach (var seed in Enumerable.Range(1, seeds))
            {
                var options = new CnnTrainingOptions
                {
                    InputSize = Size, Epochs = epochs, Seed = seed, Threads = 1, Augmentation = Augmentation.Standard,
                };

                // CPU time instead of wall-clock time: on one thread they are the same if nothing else runs.
                var before = Environment.CpuUsage.TotalTime;
                var trained = await new CnnTrainer(layers, options, name).TrainAsync(photos.SplitPredefined(seed));
                seconds.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
                accuracies.Add(trained.TestReport!.Accuracy);
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {summary.Parameters:N0} | {summary.MultiplyAdds / 1e6:F1} M | {string.Join(", ", accuracies.Select(a => $"{100 * a:F0}"))} | {100 * accuracies.Average():F0} % | {seconds.Average():F1} |"));
        }
    }
}
