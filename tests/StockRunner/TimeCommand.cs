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
        var mlNet = new StockModel(model);
        mlNet.Score(paths[..1]);
        var operations = Enumerable.Range(0, count).Select(_ => Pass(mlNet, paths)).ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            version = StockModel.Version,
            images = paths.Length,
            wallSeconds = operations.Select(pass => pass.Wall),
            cpuSeconds = operations.Select(pass => pass.Cpu),
            peakMegabytes = PeakMemory.Read(),
        }));
    }

    private static (double Wall, double Cpu) Pass(StockModel mlNet, string[] paths)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        mlNet.Score(paths);
        return (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }
}
