using Microsoft.Extensions.DependencyInjection;
using MlNetCnn.Hosting.Requests;
using Xunit;

namespace MlNetCnn.Hosting.Tests;

public sealed class RequestTests : IAsyncDisposable
{
    private readonly HostedApplication _application = new();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task PredictAsync_BytesStreamAndPath_EqualTheClassifierAlone()
    {
        var classifier = await _application.StartAsync();
        var expected = _application.Scores(_application.A);
        var token = HostedApplication.Token;
        var bytes = await classifier.PredictAsync(_application.Image, token);
        var stream = await classifier.PredictAsync(new MemoryStream(_application.Image), token);
        var path = await classifier.PredictAsync(_application.Folder.File("image.png"), token);
        Assert.Equal(expected, bytes.Prediction.Scores);
        Assert.Equal(expected, stream.Prediction.Scores);
        Assert.Equal(expected, path.Prediction.Scores);
        Assert.Equal(("tiny", "1"), (bytes.Model.Name, bytes.Model.Version));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_application.Model))), bytes.Model.Sha256);
    }

    [Fact]
    public async Task PredictAsync_InvalidImages_AreReportedNotThrown()
    {
        var classifier = await _application.StartAsync(options => options.MaxImageBytes = 100_000);
        Assert.Equal("IMG_EMPTY", await CodeOf([]));
        Assert.Equal("IMG_UNSUPPORTED", await CodeOf("<html>"u8.ToArray()));
        Assert.Equal("IMG_TRUNCATED", await CodeOf(_application.Image[..^40]));
        Assert.Equal("IMG_TOO_LARGE", await CodeOf(new byte[100_001]));

        async Task<string?> CodeOf(byte[] image)
        {
            var fromBytes = (await classifier.PredictAsync(image, HostedApplication.Token)).Prediction.Error?.Code;
            Assert.Equal(fromBytes, (await classifier.PredictAsync(new MemoryStream(image), HostedApplication.Token)).Prediction.Error?.Code);
            return fromBytes;
        }
    }

    [Fact]
    public async Task PredictAsync_ManyPixels_AreRejectedUnlessConfigured()
    {
        var image = HostedApplication.SlowImage;
        var classifier = await _application.StartAsync(options => options.MaxImagePixels = 15_000_000);
        Assert.Equal("IMG_TOO_LARGE", (await classifier.PredictAsync(image, HostedApplication.Token)).Prediction.Error?.Code);
        classifier = await _application.StartAsync(options => options.MaxImagePixels = 16_000_000);
        Assert.Null((await classifier.PredictAsync(image, HostedApplication.Token)).Prediction.Error);
    }

    [Fact]
    public async Task PredictAsync_FullQueue_IsRejectedAtOnceAndFreeAgainLater()
    {
        var classifier = await _application.StartAsync(options => options.QueueCapacity = 3);
        var image = HostedApplication.SlowImage;
        var accepted = Enumerable.Range(0, 3).Select(_ => classifier.PredictAsync(image, HostedApplication.Token)).ToArray();
        var exception = await Assert.ThrowsAsync<InferenceRejectedException>(() => classifier.PredictAsync(image, HostedApplication.Token));
        Assert.Equal((RejectionReason.QueueFull, "QUEUE_FULL"), (exception.Reason, exception.Code));
        Assert.Throws<InferenceRejectedException>(() => classifier.BeginRequest(null, HostedApplication.Token));
        Assert.All(await Task.WhenAll(accepted), prediction => Assert.Null(prediction.Prediction.Error));
        Assert.NotEmpty((await classifier.PredictAsync(_application.Image, HostedApplication.Token)).Prediction.Scores);
    }

    [Fact]
    public async Task Enter_SeveralImages_NeedAllPlaces()
    {
        var classifier = await _application.StartAsync(options => options.QueueCapacity = 3);
        using var first = classifier.BeginRequest(null, HostedApplication.Token);
        first.Enter(2);
        using var second = classifier.BeginRequest(null, HostedApplication.Token);
        Assert.Equal(RejectionReason.QueueFull, Assert.Throws<InferenceRejectedException>(() => second.Enter(2)).Reason);
        second.Enter(1);
        var scores = await Task.WhenAll(first.PredictAsync(_application.Image), first.PredictAsync(_application.Image), second.PredictAsync(_application.Image));
        Assert.All(scores, prediction => Assert.Equal(_application.Scores(_application.A), prediction.Scores));

        // All places are free; more images than places are accepted while nothing waits.
        using var large = classifier.BeginRequest(null, HostedApplication.Token);
        large.Enter(5);
        Assert.Throws<InferenceRejectedException>(() => classifier.BeginRequest(null, HostedApplication.Token));
        large.Dispose();
        classifier.BeginRequest(null, HostedApplication.Token).Dispose();
    }

    [Fact]
    public async Task AddBytes_MoreThanTheBudget_IsRejectedUntilRequestsEnd()
    {
        var classifier = await _application.StartAsync(options => options.MaxImageBytes = 1000, common => common.MaxQueuedBytes = 2500);
        using var first = classifier.BeginRequest(null, HostedApplication.Token);
        first.AddBytes(1500);
        using var second = classifier.BeginRequest(null, HostedApplication.Token);
        second.AddBytes(1000);
        Assert.Equal(RejectionReason.MemoryFull, Assert.Throws<InferenceRejectedException>(() => second.AddBytes(1)).Reason);
        first.Dispose();
        second.AddBytes(1500);
        Assert.Throws<InferenceRejectedException>(() => second.AddBytes(1));
    }

    [Fact]
    public async Task PredictAsync_TimeoutWhileWaiting_IsRejectedUnscored()
    {
        var classifier = await _application.StartAsync(common: common => common.RequestTimeout = TimeSpan.FromMilliseconds(60));
        var image = HostedApplication.SlowImage;
        var tasks = Enumerable.Range(0, 8).Select(_ => classifier.PredictAsync(image, HostedApplication.Token)).ToArray();
        await Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default);
        var late = tasks.Where(task => task.IsFaulted).Select(task => Assert.IsType<InferenceRejectedException>(task.Exception!.InnerException)).ToArray();
        Assert.NotEmpty(late);
        Assert.All(late, exception => Assert.Equal(RejectionReason.Timeout, exception.Reason));
        await HostedApplication.UntilAsync(() => ((HostedClassifier)classifier).InFlight == 0, "an empty queue");
    }

    [Fact]
    public async Task BeginRequest_OwnTimeout_IsTheShorterOne()
    {
        var classifier = await _application.StartAsync(common: common => common.RequestTimeout = TimeSpan.FromSeconds(20));
        using var request = classifier.BeginRequest(TimeSpan.FromMilliseconds(1), HostedApplication.Token);
        await HostedApplication.UntilAsync(() => request.IsTimedOut, "a timeout");
        Assert.Equal(RejectionReason.Timeout, Assert.Throws<InferenceRejectedException>(() => request.Enter()).Reason);
        using var patient = classifier.BeginRequest(TimeSpan.FromDays(40), HostedApplication.Token);
        Assert.False(patient.IsTimedOut);
    }

    [Fact]
    public async Task PredictAsync_Canceled_LeavesTheQueue()
    {
        var classifier = await _application.StartAsync();
        var image = HostedApplication.SlowImage;
        using var cancel = new CancellationTokenSource();
        var running = classifier.PredictAsync(image, HostedApplication.Token);
        var waiting = Enumerable.Range(0, 5).Select(_ => classifier.PredictAsync(image, cancel.Token)).ToArray();
        await cancel.CancelAsync();
        foreach (var task in waiting)
        {
            var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
            Assert.Equal(cancel.Token, exception.CancellationToken);
        }

        Assert.Null((await running).Prediction.Error);
        Assert.Equal(0, ((HostedClassifier)classifier).InFlight);
    }

    [Fact]
    public async Task ScorePixelsAsync_EqualsTheClassifierAlone()
    {
        var classifier = await _application.StartAsync();
        var card = classifier.Model!.Card;
        var pixels = Enumerable.Range(0, 2 * 3 * card.InputWidth * card.InputHeight).Select(i => (float)(i % 256)).ToArray();
        var (expected, scores) = (new float[2 * card.ClassNames.Count], new float[2 * card.ClassNames.Count]);
        using (var alone = ImageClassifier.Load(_application.A))
        {
            alone.ScorePixels(pixels, expected);
        }

        using var request = classifier.BeginRequest(null, HostedApplication.Token);
        request.Enter(2);
        await request.ScorePixelsAsync(pixels, scores);
        Assert.Equal(expected, scores);
        Assert.Equal(0, ((HostedClassifier)classifier).InFlight);
        pixels[3] = float.NaN;
        using var bad = classifier.BeginRequest(null, HostedApplication.Token);
        bad.Enter(2);
        await Assert.ThrowsAsync<ArgumentException>(() => bad.ScorePixelsAsync(pixels, scores));
    }

    [Fact]
    public void Request_UsedInTheWrongOrder_SaysSo()
    {
        var host = _application.Build();
        var classifier = host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny");
        Assert.Null(classifier.Model);
        Assert.Equal(
            RejectionReason.NotLoaded, Assert.Throws<InferenceRejectedException>(() => classifier.BeginRequest(null, HostedApplication.Token)).Reason);
    }

    [Fact]
    public async Task Request_WithoutEnter_HasNoModel()
    {
        var classifier = await _application.StartAsync();
        using var request = classifier.BeginRequest(null, HostedApplication.Token);
        Assert.Throws<InvalidOperationException>(() => request.Model);
        await Assert.ThrowsAsync<InvalidOperationException>(() => request.PredictAsync(_application.Image));
        request.Enter();
        Assert.Throws<InvalidOperationException>(() => request.Enter());
        request.Dispose();
        Assert.Throws<ObjectDisposedException>(() => request.Enter());
    }

    [Fact]
    public async Task Stop_RequestsDuringTheDrainDelay_AreAnsweredAndLaterOnesRejected()
    {
        var host = _application.Build(common: common => common.DrainDelay = TimeSpan.FromMilliseconds(400));
        await host.StartAsync(HostedApplication.Token);
        var pool = host.Services.GetRequiredService<IImageClassifierPool>();
        var classifier = pool.Get("tiny");
        Assert.False(pool.IsDraining);
        var stop = host.StopAsync(HostedApplication.Token);
        await HostedApplication.UntilAsync(() => pool.IsDraining, "draining");
        Assert.Equal(_application.Scores(_application.A), (await classifier.PredictAsync(_application.Image, HostedApplication.Token)).Prediction.Scores);
        Assert.False(stop.IsCompleted);
        await stop;
        var exception = await Assert.ThrowsAsync<InferenceRejectedException>(() => classifier.PredictAsync(_application.Image, HostedApplication.Token));
        Assert.Equal(RejectionReason.Draining, exception.Reason);
        Assert.Null(classifier.Model);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => classifier.ReloadAsync(HostedApplication.Token));
    }
}
