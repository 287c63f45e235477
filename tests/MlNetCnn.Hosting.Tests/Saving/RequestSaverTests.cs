using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Hosting.Tests;

public sealed class RequestSaverTests : IAsyncDisposable
{
    private readonly HostedApplication _application = new();

    private string Saved => _application.Folder.File("saved");

    private static CancellationToken Token => HostedApplication.Token;

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task UnsureImage_IsSavedWithItsPrediction()
    {
        var (classifier, outcomes) = await StartAsync(below: 1);
        var image = _application.Image;

        var (prediction, model) = await classifier.PredictAsync(image, Token);
        await CountAsync(outcomes, "saved", 1);

        var hash = Convert.ToHexStringLower(SHA256.HashData(image));
        Assert.Equal([$"{hash}.json", $"{hash}.png"], Files());
        Assert.Equal(image, File.ReadAllBytes(Path.Combine(Saved, $"{hash}.png")));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Saved, $"{hash}.json")));
        var root = json.RootElement;
        Assert.Equal(
            (hash, "tiny", "1", model.Sha256, prediction.Label, prediction.Probability),
            (Text("sha256"), Text("model"), Text("version"), Text("modelSha256"), Text("label"), root.GetProperty("probability").GetSingle()));
        Assert.Equal(DateTimeKind.Utc, root.GetProperty("time").GetDateTime().Kind);
        Assert.Equal(
            prediction.Top(5).Select(c => (c.Label, c.Probability)),
            root.GetProperty("classes").EnumerateArray().Select(c => (c.GetProperty("label").GetString()!, c.GetProperty("probability").GetSingle())));

        string? Text(string name) => root.GetProperty(name).GetString();
    }

    [Fact]
    public async Task SureImage_IsNotSaved()
    {
        var probability = (await (await _application.StartAsync()).PredictAsync(_application.Image, Token)).Prediction.Probability;
        var (classifier, outcomes) = await StartAsync(below: probability);

        // Equal to the limit is not below it. An image below it follows, so that the first one would have been written before.
        await classifier.PredictAsync(_application.Image, Token);
        var unsure = await UnsureImageAsync(classifier, probability);
        await classifier.PredictAsync(unsure, Token);
        await CountAsync(outcomes, "saved", 1);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(unsure)), Path.GetFileNameWithoutExtension(Assert.Single(Files(), f => f.EndsWith(".json"))));
    }

    [Fact]
    public async Task InvalidImageAndFile_AreNotSaved()
    {
        var (classifier, outcomes) = await StartAsync(below: 1);

        Assert.NotNull((await classifier.PredictAsync("no image"u8.ToArray(), Token)).Prediction.Error);
        await classifier.PredictAsync(_application.Folder.File("image.png"), Token);
        await classifier.PredictAsync(_application.Image, Token);
        await CountAsync(outcomes, "saved", 1);

        Assert.Equal(2, Files().Length);
        Assert.Single(outcomes.GetMeasurementSnapshot());
    }

    [Fact]
    public async Task SameImage_IsSavedOnce()
    {
        var (classifier, outcomes) = await StartAsync(below: 1);

        await classifier.PredictAsync(_application.Image, Token);
        await classifier.PredictAsync(_application.Image, Token);
        await CountAsync(outcomes, "duplicate", 1);

        Assert.Equal(2, Files().Length);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, ".jpg")]
    [InlineData(SKEncodedImageFormat.Webp, ".webp")]
    public async Task Extension_IsThatOfTheFormat(SKEncodedImageFormat format, string extension)
    {
        var (classifier, outcomes) = await StartAsync(below: 1);

        await classifier.PredictAsync(File.ReadAllBytes(TestPictures.Write(_application.Folder.File("x.dat"), 40, 30, format)), Token);
        await CountAsync(outcomes, "saved", 1);

        Assert.Contains(Files(), file => file.EndsWith(extension, StringComparison.Ordinal));
    }

    [Fact]
    public async Task FullFolder_GetsNothingMore_AndFilesOfOthersCount()
    {
        Directory.CreateDirectory(Path.Combine(Saved, "labeled"));
        File.WriteAllBytes(Path.Combine(Saved, "labeled", "old.jpg"), new byte[5000]);
        var (classifier, outcomes) = await StartAsync(below: 1, maxBytes: 5000 + _application.Image.Length);

        await classifier.PredictAsync(_application.Image, Token);
        await CountAsync(outcomes, "full", 1);
        await classifier.PredictAsync(_application.Image, Token);
        await CountAsync(outcomes, "full", 2);

        Assert.Empty(Files());
    }

    [Fact]
    public async Task FolderThatWasEmptied_HasRoomAgain()
    {
        var (classifier, outcomes) = await StartAsync(below: 1, maxBytes: 2 * _application.Image.Length);
        await classifier.PredictAsync(_application.Image, Token);
        await CountAsync(outcomes, "saved", 1);
        Array.ForEach(Directory.GetFiles(Saved), File.Delete);

        await classifier.PredictAsync(await UnsureImageAsync(classifier, 1), Token);
        await CountAsync(outcomes, "saved", 2);
    }

    [Fact]
    public async Task QueuedImages_AreWrittenBeforeTheEnd()
    {
        var host = _application.Build(services: services => Add(services, 1, 1 << 20));
        await host.StartAsync(Token);
        await host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny").PredictAsync(_application.Image, Token);

        await host.StopAsync(Token);

        Assert.Equal(2, Files().Length);
    }

    [Fact]
    public async Task MoreImagesThanFit_AreDroppedAndCounted()
    {
        var options = new RequestSaverOptions { Directory = Saved, Below = 1 };

        // Never started, so nothing takes images from its queue.
        using var provider = new ServiceCollection().AddMetrics().AddLogging().AddSingleton(Options.Create(options)).AddSingleton<RequestSaver>()
            .BuildServiceProvider();
        using var outcomes = new MetricCollector<long>(provider.GetRequiredService<IMeterFactory>(), "MlNetCnn.Hosting", "mlnetcnn.requests.saved");
        var saver = provider.GetRequiredService<RequestSaver>();
        var (prediction, model) = await (await _application.StartAsync()).PredictAsync(_application.Image, Token);

        for (var i = 0; i < 70; i++)
        {
            saver.Offer(_application.Image, prediction, model);
        }

        Assert.Equal((6, 6), (outcomes.GetMeasurementSnapshot().Count, outcomes.GetMeasurementSnapshot().Count(m => (string?)m.Tags["outcome"] == "dropped")));
    }

    [Fact]
    public async Task HalfWrittenFileOfAnEndedProcess_IsDeletedAtStart()
    {
        Directory.CreateDirectory(Saved);
        string[] names = [$".{Guid.NewGuid():N}.tmp", $".{Guid.NewGuid():N}.tmp", ".mine.tmp"];
        Array.ForEach(names, name => File.WriteAllText(Path.Combine(Saved, name), "x"));
        File.SetLastWriteTimeUtc(Path.Combine(Saved, names[0]), DateTime.UtcNow.AddHours(-1));
        File.SetLastWriteTimeUtc(Path.Combine(Saved, names[2]), DateTime.UtcNow.AddHours(-1));

        await StartAsync(below: 1);

        Assert.Equal(names[1..].Order(StringComparer.Ordinal), Files());
    }

    [Fact]
    public async Task FolderThatCannotBeWritten_StopsTheStart()
    {
        File.WriteAllText(Saved, "a file");
        using var host = _application.Build(services: services => Add(services, 1, 1 << 20));

        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => host.StartAsync(Token));

        Assert.Equal((ErrorKind.Environment, ErrorCodes.OutputNotWritable), (exception.Kind, exception.Code));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    public void LimitOutOfRange_IsRefusedAtTheStart(double below)
    {
        var services = new ServiceCollection();
        Add(services, below, 1 << 20);
        using var provider = services.BuildServiceProvider();

        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
    }

    private static async Task CountAsync(MetricCollector<long> outcomes, string outcome, int count) => await HostedApplication.UntilAsync(
        () => outcomes.GetMeasurementSnapshot().Count(measurement => (string?)measurement.Tags["outcome"] == outcome) == count, $"{count} times {outcome}");

    private void Add(IServiceCollection services, double below, long maxBytes) => services.AddRequestSaver(options =>
    {
        options.Directory = Saved;
        options.Below = below;
        options.MaxBytes = maxBytes;
    });

    private async Task<(IHostedClassifier Classifier, MetricCollector<long> Outcomes)> StartAsync(double below, long maxBytes = 1 << 20)
    {
        var host = _application.Build(services: services => Add(services, below, maxBytes));
        var outcomes = new MetricCollector<long>(host.Services.GetRequiredService<IMeterFactory>(), "MlNetCnn.Hosting", "mlnetcnn.requests.saved");
        await host.StartAsync(Token);
        return (host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny"), outcomes);
    }

    /// <summary>An image that is not the one of the application and has a lower probability.</summary>
    private async Task<byte[]> UnsureImageAsync(IHostedClassifier classifier, float probability)
    {
        var plain = new HostedApplication();
        await using (plain)
        {
            var other = await plain.StartAsync();
            foreach (var color in new[] { SKColors.Red, SKColors.Green, SKColors.Blue, SKColors.White, SKColors.Black, SKColors.Gray })
            {
                using var bitmap = new SKBitmap(20, 20);
                bitmap.Erase(color);
                using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
                if ((await other.PredictAsync(data.ToArray(), Token)).Prediction.Probability < probability)
                {
                    return data.ToArray();
                }
            }
        }

        throw new InvalidOperationException($"no image is less sure than {probability} for {classifier.Name}");
    }

    private string[] Files() => [.. Directory.GetFiles(Saved).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
