using System.CommandLine;
using System.Globalization;

namespace MlNetCnn.Benchmarks;

/// <summary><c>garbage</c>: measures the managed memory that scoring one image allocates, by each method of a classifier.</summary>
internal static class GarbageCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "A model", Required = true };
        var image = new Option<string>("--image") { Description = "An image file", Required = true };
        var calls = new Option<int>("--calls") { Description = "Calls of each method", DefaultValueFactory = _ => 1000 };
        var command = new Command("garbage", "Measures the bytes allocated per call of a classifier, on all threads.") { model, image, calls };
        command.SetAction((result, _) => RunAsync(result.GetRequiredValue(model), result.GetRequiredValue(image), result.GetValue(calls)));
        return command;
    }

    private static async Task<int> RunAsync(string model, string image, int calls)
    {
        using var classifier = ImageClassifier.Load(model);
        var bytes = await File.ReadAllBytesAsync(image);
        ReadOnlyMemory<byte> content = bytes;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes, {calls} calls each; bytes allocated per call"));
        await ReportAsync("Predict(path)", calls, () => Task.FromResult(classifier.Predict(image)));
        await ReportAsync("Predict(bytes)", calls, () => Task.FromResult(classifier.Predict(content)));
        await ReportAsync("Predict(stream)", calls, () => Task.FromResult(classifier.Predict(new MemoryStream(bytes))));
        await ReportAsync("PredictAsync(path)", calls, () => classifier.PredictAsync(image));
        await ReportAsync("PredictAsync(bytes)", calls, () => classifier.PredictAsync(content));
        await ReportAsync("PredictAsync(stream)", calls, () => classifier.PredictAsync(new MemoryStream(bytes)));
        return 0;
    }

    private static async Task ReportAsync(string name, int calls, Func<Task<ImagePrediction>> call)
    {
        for (var i = 0; i < 20; i++)
        {
            await call();
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < calls; i++)
        {
            if ((await call()).Error is { } error)
            {
                throw new BenchmarkException($"{name}: {error.Code}: {error.Reason}");
            }
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22}{(double)allocated / calls,10:0}"));
    }
}
