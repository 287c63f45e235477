using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StockRunner;

/// <summary><c>time</c>: seconds of each pass over the images, and the most memory that the process ever had resident.</summary>
internal static class TimeCommand
{
    public static void Run(string model, string list, string repetitions)
    {
        if (!int.TryParse(repetitions, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            throw new RunnerException(RunnerException.Usage, $"'{repetitions}' is not a number of repetitions");
        }

        var paths = ImageList.Read(list);
        var stock = new StockModel(model);
        stock.Score(paths[..1]);
        var passes = Enumerable.Range(0, count).Select(_ => Pass(stock, paths)).ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            version = StockModel.Version,
            images = paths.Length,
            wallSeconds = passes.Select(pass => pass.Wall),
            cpuSeconds = passes.Select(pass => pass.Cpu),
            peakMegabytes = PeakMemory.Read(),
        }));
    }

    private static (double Wall, double Cpu) Pass(StockModel stock, string[] paths)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        stock.Score(paths);
        return (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }
}
