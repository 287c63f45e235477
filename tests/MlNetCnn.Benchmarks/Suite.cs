using System.Diagnostics;
using System.Globalization;

namespace MlNetCnn.Benchmarks;

/// <summary>Runs the measurements, alternating between the baselines in separate processes, and prints ratios.</summary>
internal static class Suite
{
    public static async Task<int> RunAsync(string photos, string backbone, string preprocessing, int repetitions, string only)
    {
        var folder = Directory.CreateTempSubdirectory("mlnetcnn-bench-").FullName;
        try
        {
            Console.WriteLine($"{Path.GetFileName(backbone)}, {Environment.ProcessorCount} cores, medians of {repetitions} alternating repetitions");
            TrainingSuite.Run(photos, backbone, preprocessing, repetitions, only);
            if (!only.Any("abcdefg".Contains))
            {
                return 0;
            }

            var (zip, onnx) = await TrainModel(photos, backbone, preprocessing, folder);
            var count = Directory.GetFiles(photos, "*.jpg", SearchOption.AllDirectories).Length;
            if (only.Contains('a'))
            {
                var (ours, bare) = Alternate(repetitions, ["raw", onnx, "500"], ["bare", onnx, "500"]);
                Print("a", "raw scoring / bare ONNX Runtime loop (throughput)", Median(bare, m => m.Seconds) / Median(ours, m => m.Seconds), "at least 0.97");
            }

            if (only.Contains('b') || only.Contains('d'))
            {
                // Three passes over the folder, so that startup time does not dominate.
                var scored = 3 * count;
                var (ours, mlNet) = Alternate(repetitions, ["ours", zip, photos, $"{scored}"], ["stock", zip, photos, $"{scored}"]);
                Print("b", $"folder to predictions, {scored} images: plain ML.NET / ours (wall time)", Median(mlNet, m => m.Seconds) / Median(ours, m => m.Seconds), "at least 1.8 MobileNetV2, 1.5 ResNet-18");
                Print("b", "  ours, ms per image", 1000 * Median(ours, m => m.Seconds) / scored, "");
                Print("b", "  plain ML.NET, ms per image", 1000 * Median(mlNet, m => m.Seconds) / scored, "");
                Print("b", "  same top class", ours[0].Labels.Zip(mlNet[0].Labels).Count(pair => pair.First == pair.Second) / (double)scored, "at least 0.995");
                Print("b", "  peak memory ours / plain ML.NET", Median(ours, m => m.PeakMegabytes) / Median(mlNet, m => m.PeakMegabytes), "");
                Print("d", "managed bytes per scored image", Median(ours, m => m.AllocatedPerImage), "at most 2048");
            }

            if (only.Contains('c'))
            {
                var large = Directory.CreateDirectory(Path.Combine(folder, "large")).FullName;
                LargePhotos.Write(photos, large, 32);
                var (ours, mlNet) = Alternate(repetitions, ["ours", zip, large, "96"], ["stock", zip, large, "96"]);
                Print("c", "12-megapixel images: plain ML.NET / ours (wall time)", Median(mlNet, m => m.Seconds) / Median(ours, m => m.Seconds), "at least 8");
                Print("c", "  ours, ms per image", 1000 * Median(ours, m => m.Seconds) / 96, "");
                Print("c", "  same top class", ours[0].Labels.Zip(mlNet[0].Labels).Count(pair => pair.First == pair.Second) / 96.0, "");
                Print("c", "  peak memory ours / plain ML.NET", Median(ours, m => m.PeakMegabytes) / Median(mlNet, m => m.PeakMegabytes), "at most 0.6");
                Print("c", "  peak memory ours, MB", Median(ours, m => m.PeakMegabytes), "");
            }

            if (only.Contains('e'))
            {
                var (few, many) = Alternate(1, ["ours", zip, photos, "1000"], ["ours", zip, photos, "20000"]);
                Print("e", "predict, peak memory of 20,000 images / of 1,000", many[0].PeakMegabytes / few[0].PeakMegabytes, "about 1");
                var (small, big) = Alternate(1, ["train", backbone, preprocessing, photos, "5000"], ["train", backbone, preprocessing, photos, "20000"]);
                var features = 15000 * big[0].AllocatedPerImage / 1048576;
                Print("e", "train, growth of peak memory from 5,000 to 20,000 images / the features themselves", (big[0].PeakMegabytes - small[0].PeakMegabytes) / features, "at most 1");
            }

            if (only.Contains('f'))
            {
                FeatureCacheRuns(photos, backbone, preprocessing, folder, repetitions);
            }

            if (only.Contains('g'))
            {
                var (memory, stream) = Alternate(repetitions, ["pass", "Memory", photos, $"{count}"], ["pass", "Stream", photos, $"{count}"]);
                Print("g", "second pass, streaming / memory (seconds)", Median(stream, m => m.Seconds) / Median(memory, m => m.Seconds), "");
                Print("g", "  second pass from memory, s", Median(memory, m => m.Seconds), "");
                Print("g", "  second pass streaming, s", Median(stream, m => m.Seconds), "");
                Print("g", "  peak memory, memory mode, MB", Median(memory, m => m.PeakMegabytes), "");
                Print("g", "  peak memory, streaming, MB", Median(stream, m => m.PeakMegabytes), "");
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(string Zip, string Onnx)> TrainModel(string photos, string backbone, string preprocessing, string folder)
    {
        var split = ImageDataset.Open(photos).SplitPredefined();
        var trained = await new FeatureTrainer(Backbone.FromFile(backbone, Preprocessing.Parse(preprocessing))).TrainAsync(split);
        var (zip, onnx) = (Path.Combine(folder, "model.zip"), Path.Combine(folder, "model.onnx"));
        trained.Save(zip);
        trained.SaveOnnx(onnx);
        return (zip, onnx);
    }

    /// <summary>Runs once to fill the cache, then once with 1 % new images.</summary>
    private static void FeatureCacheRuns(string photos, string backbone, string preprocessing, string folder, int repetitions)
    {
        string[] files = [.. Directory.GetFiles(photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var ratios = new List<double>();
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            var set = Directory.CreateDirectory(Path.Combine(folder, $"set{repetition}")).FullName;
            var cache = Path.Combine(folder, $"cache{repetition}");
            for (var i = 0; i < files.Length; i++)
            {
                if (i % 100 != 0)
                {
                    File.Copy(files[i], Path.Combine(set, $"{i:D6}.jpg"));
                }
            }

            var held = files.Length - ((files.Length + 99) / 100);
            var first = Run(["cached", backbone, preprocessing, set, $"{held}", cache]);
            for (var i = 0; i < files.Length; i += 100)
            {
                File.Copy(files[i], Path.Combine(set, $"{i:D6}.jpg"));
            }

            var second = Run(["cached", backbone, preprocessing, set, $"{files.Length}", cache]);
            ratios.Add(second.Seconds / first.Seconds);
        }

        Print("f", "feature seconds of a second run with 1 % new images / of the first", ratios.Order().ElementAt(ratios.Count / 2), "at most 0.05");
    }

    /// <summary>Runs two candidates alternately.</summary>
    public static (List<Measured> First, List<Measured> Second) Alternate(int repetitions, string[] first, string[] second)
    {
        var (a, b) = (new List<Measured>(), new List<Measured>());
        for (var i = 0; i < repetitions; i++)
        {
            a.Add(Run(first));
            b.Add(Run(second));
        }

        return (a, b);
    }

    /// <summary>Runs one measurement in a separate process.</summary>
    public static Measured Run(string[] arguments) => Measured.Parse(RunChild(arguments));

    /// <summary>Runs one measurement in a separate process and returns its output.</summary>
    public static string RunChild(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Suite).Assembly.Location);
        }

        start.ArgumentList.Add("child");
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' exited with code {process.ExitCode}");
    }

    /// <summary>Returns the median.</summary>
    public static double Median<T>(List<T> runs, Func<T, double> value) => runs.Select(value).Order().ElementAt(runs.Count / 2);

    /// <summary>Prints one line of the report.</summary>
    public static void Print(string letter, string what, double value, string requested) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({letter}) {what,-85} {value,9:0.000}  {requested}"));
}
