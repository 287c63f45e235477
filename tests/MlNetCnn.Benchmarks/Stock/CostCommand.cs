using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace MlNetCnn.Benchmarks;

/// <summary><c>stock-cost</c>: compares the cost of two packages under plain ML.NET.</summary>
internal static class CostCommand
{
    public static Command Create()
    {
        var model = StockOptions.Model();
        var other = StockOptions.Model("--other");
        var images = StockOptions.Images();
        var repetitions = new Option<int>("--repetitions") { Description = "Alternating repetitions", DefaultValueFactory = _ => 5 };
        var command = new Command(
            "stock-cost", "Compares the time and memory of two packages under both versions of plain ML.NET. Use an idle machine.")
        {
            model, other, images, repetitions,
        };
        command.SetAction(result => Run(
            result.GetRequiredValue(model), result.GetRequiredValue(other), result.GetRequiredValue(images), result.GetValue(repetitions)));
        return command;
    }

    private static int Run(string model, string other, string folderOrList, int repetitions)
    {
        if (repetitions < 1)
        {
            throw new BenchmarkException("--repetitions must be at least 1");
        }

        using var images = new ImageSet(folderOrList);
        Console.WriteLine(
            $"{Path.GetFileName(other)} compared with {Path.GetFileName(model)}, {images.Paths.Length} images of {folderOrList}, "
            + $"{Environment.ProcessorCount} cores, medians of {repetitions} alternating repetitions");
        Console.WriteLine("ML.NET  wall ms per image    ratio  CPU ms per image     ratio  peak MB          difference");
        foreach (var version in StockVersion.All)
        {
            var (first, second) = (new List<Time>(), new List<Time>());
            for (var i = 0; i < repetitions; i++)
            {
                first.Add(Measure(version, model, images));
                second.Add(Measure(version, other, images));
            }

            var wall = (First: Suite.Median(first, time => time.Wall), Second: Suite.Median(second, time => time.Wall));
            var cpu = (First: Suite.Median(first, time => time.Cpu), Second: Suite.Median(second, time => time.Cpu));
            var peak = (First: Suite.Median(first, time => time.PeakMegabytes), Second: Suite.Median(second, time => time.PeakMegabytes));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{version.Name}   {wall.First,8:0.0} {wall.Second,8:0.0}  {wall.Second / wall.First,7:0.000}  "
                + $"{cpu.First,8:0.0} {cpu.Second,8:0.0}  {cpu.Second / cpu.First,7:0.000}  "
                + $"{peak.First,7:0.0} {peak.Second,7:0.0}  {peak.Second - peak.First,10:+0.0;-0.0;0.0}"));
        }

        return 0;
    }

    private static Time Measure(StockVersion version, string model, ImageSet images)
    {
        var output = JsonSerializer.Deserialize<Output>(version.Run("time", model, images.List, "1"), JsonSerializerOptions.Web)!;
        return new Time(1000 * output.WallSeconds[0] / output.Images, 1000 * output.CpuSeconds[0] / output.Images, output.PeakMegabytes);
    }

    /// <summary>Milliseconds per image, and the peak memory of the process.</summary>
    private sealed record Time(double Wall, double Cpu, double PeakMegabytes);

    private sealed record Output(int Images, double[] WallSeconds, double[] CpuSeconds, double PeakMegabytes);
}
