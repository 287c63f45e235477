using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Xunit;

namespace MlNetCnn.Hosting.Tests;

public sealed class MeterTests : IAsyncDisposable
{
    private const string Name = "MlNetCnn.Hosting";

    private readonly HostedApplication _application = new();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    [Fact]
    public async Task Meters_CountImagesDurationsRejectionsAndReloads()
    {
        var host = _application.Build(options => options.QueueCapacity = 2);
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        using var images = new MetricCollector<long>(factory, Name, "mlnetcnn.images");
        using var runs = new MetricCollector<long>(factory, Name, "mlnetcnn.runs");
        using var inference = new MetricCollector<double>(factory, Name, "mlnetcnn.inference.duration");
        using var queue = new MetricCollector<double>(factory, Name, "mlnetcnn.queue.duration");
        using var decode = new MetricCollector<double>(factory, Name, "mlnetcnn.decode.duration");
        using var rejected = new MetricCollector<long>(factory, Name, "mlnetcnn.requests.rejected");
        using var reloads = new MetricCollector<long>(factory, Name, "mlnetcnn.model.reloads");
        using var length = new MetricCollector<long>(factory, Name, "mlnetcnn.queue.length");
        using var info = new MetricCollector<int>(factory, Name, "mlnetcnn.model.info");
        await host.StartAsync(HostedApplication.Token);
        var classifier = host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny");

        var slow = HostedApplication.SlowImage;
        var waiting = Enumerable.Range(0, 2).Select(_ => classifier.PredictAsync(slow, HostedApplication.Token)).ToArray();
        await Assert.ThrowsAsync<InferenceRejectedException>(() => classifier.PredictAsync(slow, HostedApplication.Token));
        length.RecordObservableInstruments();
        await Task.WhenAll(waiting);
        await classifier.PredictAsync("<html>"u8.ToArray(), HostedApplication.Token);
        File.WriteAllText(_application.Model, "no model");
        await classifier.ReloadAsync(HostedApplication.Token);
        info.RecordObservableInstruments();

        var counted = images.GetMeasurementSnapshot();
        Assert.Equal(["scored", "scored", "invalid"], counted.Select(measurement => measurement.Tags["outcome"]));
        Assert.Equal("IMG_UNSUPPORTED", counted[2].Tags["error.type"]);
        Assert.All(counted, measurement => Assert.Equal("tiny", measurement.Tags["mlnetcnn.model.name"]));
        Assert.Equal(2, runs.GetMeasurementSnapshot().EvaluateAsCounter());
        Assert.Equal(2, inference.GetMeasurementSnapshot().Count);
        Assert.Equal(3, decode.GetMeasurementSnapshot().Count);
        Assert.All(decode.GetMeasurementSnapshot().Take(2), measurement => Assert.InRange(measurement.Value, 0.001, 30));
        Assert.InRange(queue.GetMeasurementSnapshot()[1].Value, 0.001, 30);
        Assert.Equal("queue_full", Assert.Single(rejected.GetMeasurementSnapshot()).Tags["reason"]);
        Assert.Equal(["replaced", "failed"], reloads.GetMeasurementSnapshot().Select(measurement => measurement.Tags["outcome"]));
        Assert.InRange(Assert.Single(length.GetMeasurementSnapshot()).Value, 1, 2);
        Assert.Equal(("1", classifier.Model!.Sha256), (
            Assert.Single(info.GetMeasurementSnapshot()).Tags["mlnetcnn.model.version"], info.LastMeasurement!.Tags["mlnetcnn.model.sha256"]));
        Assert.Equal(("s", "{image}"), (inference.Instrument!.Unit, images.Instrument!.Unit));
        Assert.Equal(0.005, ((Histogram<double>)inference.Instrument).Advice!.HistogramBucketBoundaries![0]);
    }

    [Fact]
    public async Task Runs_OfBatches_AreFewerThanImages()
    {
        var host = _application.Build(options => options.MaxBatchSize = 4);
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        using var runs = new MetricCollector<long>(factory, Name, "mlnetcnn.runs");
        await host.StartAsync(HostedApplication.Token);
        var classifier = host.Services.GetRequiredKeyedService<IHostedClassifier>("tiny");

        // The first image keeps the one thread busy while the others arrive.
        var tasks = new[] { HostedApplication.SlowImage }.Concat(Enumerable.Repeat(_application.Image, 6))
            .Select(image => classifier.PredictAsync(image, HostedApplication.Token)).ToArray();
        var answers = await Task.WhenAll(tasks);
        var expected = (long)Math.Round(answers.Sum(answer => 1.0 / answer.Prediction.Timings.BatchSize));
        Assert.InRange(expected, 2, 3);
        Assert.Equal(expected, runs.GetMeasurementSnapshot().EvaluateAsCounter());
    }

    [Fact]
    public async Task Activities_NameModelVersionAndError()
    {
        var seen = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (seen)
                {
                    seen.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var parent = new Activity("test").Start();
        var classifier = await _application.StartAsync();
        await classifier.PredictAsync(_application.Image, HostedApplication.Token);
        await classifier.PredictAsync(Array.Empty<byte>(), HostedApplication.Token);
        parent.Stop();
        lock (seen)
        {
            var own = seen.Where(activity => activity.TraceId == parent.TraceId).ToArray();
            Assert.Equal(["mlnetcnn.classify", "mlnetcnn.classify"], own.Select(activity => activity.OperationName));
            Assert.Equal("1", own[0].GetTagItem("mlnetcnn.model.version"));
            Assert.Equal(ActivityStatusCode.Unset, own[0].Status);
            Assert.Equal("IMG_EMPTY", own[1].GetTagItem("error.type"));
        }
    }
}
