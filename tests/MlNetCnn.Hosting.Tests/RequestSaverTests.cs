using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MlNetCnn.Hosting.Tests;

public sealed class RequestSaverTests : IAsyncDisposable
{
    private readonly HostedApplication _application = new();

    private string Kept => _application.Folder.File("kept");

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task UnsureImages_AreKeptOnceWithTheirPrediction()
    {
        var classifier = await StartAsync(below: 1);
        var (prediction, model) = await classifier.PredictAsync(_application.Image, HostedApplication.Token);
        await classifier.PredictAsync(new MemoryStream(_application.Image), HostedApplication.Token);
        await classifier.PredictAsync("no image"u8.ToArray(), HostedApplication.Token);
        var hash = Convert.ToHexStringLower(SHA256.HashData(_application.Image));
        await HostedApplication.UntilAsync(() => File.Exists(Path.Combine(Kept, $"{hash}.json")), "the prediction is written");
        await _application.DisposeHostsAsync();

        Assert.Equal([$"{hash}.json", $"{hash}.png"], Directory.GetFiles(Kept).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(_application.Image, File.ReadAllBytes(Path.Combine(Kept, $"{hash}.png")));
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Kept, $"{hash}.json")));
        Assert.Equal(prediction.Label, json.RootElement.GetProperty("label").GetString());
        Assert.Equal(prediction.Probability, json.RootElement.GetProperty("probability").GetSingle());
        Assert.Equal(model.Sha256, json.RootElement.GetProperty("modelSha256").GetString());
        Assert.Equal(5, json.RootElement.GetProperty("classes").GetArrayLength());
    }

    [Fact]
    public async Task SureImages_AreNotKept()
    {
        var classifier = await StartAsync(below: 0.0001);
        await classifier.PredictAsync(_application.Image, HostedApplication.Token);
        await _application.DisposeHostsAsync();
        Assert.Empty(Directory.GetFiles(Kept));
    }

    [Fact]
    public async Task FullFolder_StaysBelowItsLimit()
    {
        Directory.CreateDirectory(Kept);
        File.WriteAllBytes(Path.Combine(Kept, "labeled-before.png"), new byte[1000]);
        var classifier = await StartAsync(below: 1, maxBytes: 1000 + _application.Image.Length);
        await classifier.PredictAsync(_application.Image, HostedApplication.Token);
        await _application.DisposeHostsAsync();
        Assert.Equal(["labeled-before.png"], Directory.GetFiles(Kept).Select(Path.GetFileName));
    }

    [Fact]
    public async Task FolderThatIsAFile_EndsTheStart()
    {
        File.WriteAllText(Kept, "a file");
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => StartAsync(below: 1));
        Assert.Equal(ErrorCodes.OutputNotWritable, exception.Code);
    }

    private Task<IHostedClassifier> StartAsync(double below, long maxBytes = 1L << 30) => _application.StartAsync(
        services: services => services.AddRequestSaver(options =>
        {
            options.Directory = Kept;
            options.Below = below;
            options.MaxBytes = maxBytes;
        }));
}
