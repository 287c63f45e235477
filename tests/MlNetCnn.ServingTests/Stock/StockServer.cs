using System.CommandLine;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.ServingTests;

/// <summary>
/// <c>stock-server</c>: what an application would write with ML.NET alone, to compare with: the body goes to a file in memory, since the model takes
/// paths, and one of as many prediction engines as there are cores scores it.
/// </summary>
internal static class StockServer
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "NAME=FILE.", Required = true };
        var port = new Option<int>("--port") { Description = "The port on the loopback interface.", Required = true };
        var command = new Command("stock-server", "Serves a model with ML.NET alone; 'throughput' starts it.") { model, port };
        command.SetAction((options, token) => RunAsync(options.GetRequiredValue(model).Split('=', 2)[1], options.GetValue(port), token));
        return command;
    }

    private static async Task<int> RunAsync(string model, int port, CancellationToken token)
    {
        var ml = new MLContext();
        var chain = ml.Model.Load(model, out _);
        var engines = Channel.CreateUnbounded<PredictionEngine<Photo, Answer>>();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            engines.Writer.TryWrite(ml.Model.CreatePredictionEngine<Photo, Answer>(chain));
        }

        var names = ClassNames(engines);
        // On Linux in memory, so that no disk is measured.
        var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var files = Directory.CreateDirectory(Path.Combine(parent, "mlnetcnn-stock-" + Guid.NewGuid().ToString("N"))).FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        await using var app = builder.Build();
        app.MapPost("/classify/{model}", async (HttpContext context) =>
        {
            var path = Path.Combine(files, Guid.NewGuid().ToString("N"));
            try
            {
                await using (var file = File.Create(path))
                {
                    await context.Request.Body.CopyToAsync(file, context.RequestAborted);
                }

                var engine = await engines.Reader.ReadAsync(context.RequestAborted);
                try
                {
                    var answer = engine.Predict(new Photo { ImagePath = path });
                    return Results.Json(new
                    {
                        label = answer.PredictedLabel,
                        probability = answer.Score.Max(),
                        classes = names.Zip(answer.Score, (label, probability) => new { label, probability }).OrderByDescending(one => one.probability),
                    });
                }
                finally
                {
                    engines.Writer.TryWrite(engine);
                }
            }
            finally
            {
                File.Delete(path);
            }
        });
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapGet("/metrics", () => string.Create(
            CultureInfo.InvariantCulture, $"dotnet_gc_heap_total_allocated_bytes_total {GC.GetTotalAllocatedBytes()}\n"));
        try
        {
            await app.StartAsync(token);
            await app.WaitForShutdownAsync(token);
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }

        return 0;
    }

    private static string[] ClassNames(Channel<PredictionEngine<Photo, Answer>> engines)
    {
        engines.Reader.TryPeek(out var engine);
        VBuffer<ReadOnlyMemory<char>> names = default;
        engine!.OutputSchema[nameof(Answer.Score)].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>A row that goes in.</summary>
    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }

    /// <summary>A row that comes out.</summary>
    private sealed class Answer
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
