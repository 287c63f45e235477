using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlNetCnn.Hosting;

namespace Worker;

/// <summary>Moves each image of the inbox into a folder named like its class, or <c>unsure</c> below a probability of 0.5.</summary>
internal sealed class ImageSorter(IImageClassifierPool pool, IConfiguration configuration, ILogger<ImageSorter> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var classifier = pool.Classifiers.Single();
        var inbox = Directory.CreateDirectory(configuration["Inbox"] ?? "inbox");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            foreach (var file in inbox.EnumerateFiles())
            {
                var (prediction, model) = await classifier.PredictAsync(file.FullName, stoppingToken);
                var folder = prediction switch
                {
                    { Error: { } error } => error.Code,
                    { Probability: < 0.5f } => "unsure",
                    _ => prediction.Label,
                };
                Directory.CreateDirectory(Path.Combine(configuration["Sorted"] ?? "sorted", folder));
                file.MoveTo(Path.Combine(configuration["Sorted"] ?? "sorted", folder, file.Name), overwrite: true);
                logger.LogInformation("{File} -> {Folder} (model version {Version})", file.Name, folder, model.Version);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
