using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MlNetCnn.Hosting.Monitoring;

/// <summary>
/// The measurements of hosting: meter and activity source <c>MlNetCnn.Hosting</c>, with the names, units and boundaries of OpenTelemetry's semantic
/// conventions (general naming and metrics; the boundaries are those of HTTP durations).
/// </summary>
internal sealed class InferenceMeters : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "MlNetCnn.Hosting";

    private const string ModelTag = "mlnetcnn.model.name";

    private static readonly InstrumentAdvice<double> _durations = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _inference;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _decode;
    private readonly Counter<long> _images;
    private readonly Counter<long> _runs;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _reloads;

    /// <summary>Creates the instruments.</summary>
    /// <param name="factory">Creates the meter.</param>
    public InferenceMeters(IMeterFactory factory)
    {
        _meter = factory.Create(Name);
        _inference = _meter.CreateHistogram(
            "mlnetcnn.inference.duration", "s", "Time in the network, of an image or of the batch it was in.", null, _durations);
        _queue = _meter.CreateHistogram("mlnetcnn.queue.duration", "s", "Time an image waited for a thread.", null, _durations);
        _decode = _meter.CreateHistogram("mlnetcnn.decode.duration", "s", "Time to decode and resize an image.", null, _durations);
        _images = _meter.CreateCounter<long>("mlnetcnn.images", "{image}", "Images that were scored or found to be invalid.");
        _runs = _meter.CreateCounter<long>("mlnetcnn.runs", "{run}", "Runs of the network; fewer than images if they are batched.");
        _rejected = _meter.CreateCounter<long>("mlnetcnn.requests.rejected", "{request}", "Requests that were not answered with a prediction.");
        _reloads = _meter.CreateCounter<long>("mlnetcnn.model.reloads", "{reload}", "Loads of a model, the first one included.");
    }

    /// <summary>The source of activities.</summary>
    public ActivitySource Activities { get; } = new(Name);

    /// <summary>Adds the instruments that are read on demand.</summary>
    /// <param name="models">Returns for each name the number of images that are waiting or being processed, and the loaded model.</param>
    public void Observe(Func<IEnumerable<(string Name, int Images, HostedModel? Model)>> models)
    {
        _meter.CreateObservableUpDownCounter(
            "mlnetcnn.queue.length", () => models().Select(each => new Measurement<long>(each.Images, Tag(each.Name))), "{request}",
            "Images that are waiting or being processed.");
        _meter.CreateObservableGauge(
            "mlnetcnn.model.info",
            () => models().Where(each => each.Model is not null).Select(each => new Measurement<int>(
                1, Tag(each.Name), new("mlnetcnn.model.version", each.Model!.Version), new("mlnetcnn.model.sha256", each.Model.Sha256))),
            "{model}", "The loaded model.");
    }

    /// <summary>Records an image.</summary>
    public void Image(string model, ImagePrediction prediction)
    {
        var tag = Tag(model);
        var timings = prediction.Timings;
        _queue.Record(timings.Queued.TotalSeconds, tag);
        _decode.Record(timings.Decoding.TotalSeconds, tag);
        if (prediction.Error is { } error)
        {
            _images.Add(1, tag, new("outcome", "invalid"), new("error.type", error.Code));
            return;
        }

        _inference.Record(timings.Inference.TotalSeconds, tag);
        _images.Add(1, tag, new("outcome", "scored"));
    }

    /// <summary>Records runs of the network.</summary>
    public void Runs(string model, long count) => _runs.Add(count, Tag(model));

    /// <summary>Records images that were scored as pixels.</summary>
    public void Pixels(string model, int images)
    {
        _images.Add(images, Tag(model), new("outcome", "scored"));
        _runs.Add(images, Tag(model));
    }

    /// <summary>Records a request without an answer.</summary>
    public void Rejected(string model, string reason) => _rejected.Add(1, Tag(model), new("reason", reason));

    /// <summary>Records a load.</summary>
    public void Reload(string model, ReloadOutcome outcome) =>
        _reloads.Add(1, Tag(model), new("outcome", outcome.ToString().ToLowerInvariant()));

    /// <inheritdoc/>
    public void Dispose() => Activities.Dispose();

    private static KeyValuePair<string, object?> Tag(string model) => new(ModelTag, model);
}
