using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlNetCnn.Hosting;

/// <summary>
/// Writes the images that a model is unsure of, and their predictions, into a folder. Requests only copy such an image into a bounded queue; one
/// background task writes.
/// </summary>
internal sealed class RequestSaver : BackgroundService
{
    private const int MaxQueuedRequests = 64;
    private const long MaxQueuedBytes = 64L << 20;

    private static readonly TimeSpan RecountInterval = TimeSpan.FromMinutes(1);

    private readonly Channel<SavedRequest> _queue =
        Channel.CreateBounded<SavedRequest>(new BoundedChannelOptions(MaxQueuedRequests) { SingleReader = true });

    private readonly RequestSaverOptions _options;
    private readonly TimeProvider _clock;
    private readonly RequestFolder _folder;
    private readonly RequestSaverLog _log;
    private readonly Counter<long> _requests;
    private long _queuedBytes;
    private long _fullSince;

    /// <summary>Creates the saver. It writes after it was started.</summary>
    public RequestSaver(IOptions<RequestSaverOptions> options, IMeterFactory meters, ILogger<RequestSaver> logger, TimeProvider? clock = null)
    {
        _options = options.Value;
        _clock = clock ?? TimeProvider.System;
        _folder = new RequestFolder(_options.Directory!, _clock);
        _log = new RequestSaverLog(logger, _options);
        _requests = meters.Create("MlNetCnn.Hosting").CreateCounter<long>(
            "mlnetcnn.requests.saved", "{request}", "Requests that were to be kept for labeling, by outcome: saved, duplicate, dropped, full or failed.");
    }

    /// <summary>Keeps an image if the model was unsure of it; returns immediately.</summary>
    /// <param name="image">The bytes of the image file; copied if they are to be written.</param>
    /// <param name="prediction">The prediction; a rejected image is not kept.</param>
    /// <param name="model">The model that made it.</param>
    public void Offer(ReadOnlyMemory<byte> image, ImagePrediction prediction, HostedModel model)
    {
        if (prediction.Error is not null || !(prediction.Probability < _options.Below))
        {
            return;
        }

        var fullSince = Interlocked.Read(ref _fullSince);
        if (fullSince != 0 && _clock.GetElapsedTime(fullSince) < RecountInterval)
        {
            Count("full", model);
            return;
        }

        // An image of any size fits into an empty queue.
        var queued = Interlocked.Add(ref _queuedBytes, image.Length);
        if ((queued > MaxQueuedBytes && queued > image.Length) || _queue.Reader.Count >= MaxQueuedRequests
            || !_queue.Writer.TryWrite(new SavedRequest(image.ToArray(), prediction, model, _clock.GetUtcNow())))
        {
            Interlocked.Add(ref _queuedBytes, -image.Length);
            Count("dropped", model);
            _log.Dropped();
        }
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _folder.Open();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What is queued is still written after the application was asked to stop.
        await foreach (var request in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            Interlocked.Add(ref _queuedBytes, -request.Image.Length);
            Count(Save(request), request.Model);
        }
    }

    private string Save(SavedRequest request)
    {
        try
        {
            var outcome = _folder.Save(request, _options.MaxBytes);
            if (outcome == "full")
            {
                _log.Full();
            }

            // A timestamp may be 0, which stands for a folder with room.
            Interlocked.Exchange(ref _fullSince, outcome == "full" ? Math.Max(1, _clock.GetTimestamp()) : 0);
            return outcome;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _log.Failed(exception);
            return "failed";
        }
    }

    private void Count(string outcome, HostedModel model) =>
        _requests.Add(1, new TagList { { "mlnetcnn.model.name", model.Name }, { "outcome", outcome } });
}

/// <summary>A request that is to be written.</summary>
/// <param name="Image">The image file.</param>
/// <param name="Prediction">The prediction.</param>
/// <param name="Model">The model that made it.</param>
/// <param name="Time">The time of the prediction.</param>
internal sealed record SavedRequest(byte[] Image, ImagePrediction Prediction, HostedModel Model, DateTimeOffset Time)
{
    // The files are for people, and not part of a page.
    private static readonly JsonWriterOptions Json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The extension of the image's format, by its first bytes.</summary>
    public string Extension => Image.AsSpan() switch
    {
        [0xFF, 0xD8, ..] => ".jpg",
        [0x89, (byte)'P', ..] => ".png",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => ".webp",
        [(byte)'G', (byte)'I', (byte)'F', ..] => ".gif",
        _ => ".bmp",
    };

    /// <summary>Returns the prediction as JSON.</summary>
    /// <param name="hash">The hash of the image.</param>
    public byte[] Describe(string hash)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Json))
        {
            writer.WriteStartObject();
            writer.WriteString("sha256", hash);
            writer.WriteString("model", Model.Name);
            writer.WriteString("version", Model.Version);
            writer.WriteString("modelSha256", Model.Sha256);
            writer.WriteString("time", Time.UtcDateTime);
            writer.WriteString("label", Prediction.Label);
            writer.WriteNumber("probability", Prediction.Probability);
            writer.WriteStartArray("classes");
            foreach (var (label, probability) in Prediction.Top(Prediction.Scores.Count))
            {
                writer.WriteStartObject();
                writer.WriteString("label", label);
                writer.WriteNumber("probability", probability);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return text.ToArray();
    }
}

/// <summary>The folder of the saved requests; for one thread at a time.</summary>
/// <param name="path">The folder.</param>
/// <param name="clock">The clock.</param>
internal sealed class RequestFolder(string path, TimeProvider clock)
{
    private const string Temporary = ".tmp";

    // Another process may be writing a younger one.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(10);

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
    private long _bytes;

    /// <summary>Creates the folder, checks that it can be written to, deletes what an ended process left there half written, and counts its bytes.</summary>
    /// <exception cref="MlNetCnnException">It cannot be written to.</exception>
    public void Open()
    {
        try
        {
            Directory.CreateDirectory(path);
            RequireWritable();
            foreach (var file in new DirectoryInfo(path).EnumerateFiles($".*{Temporary}"))
            {
                if (Guid.TryParseExact(Path.GetFileNameWithoutExtension(file.Name)[1..], "N", out _)
                    && clock.GetUtcNow() - file.LastWriteTimeUtc > AbandonedAfter)
                {
                    file.Delete();
                }
            }

            CountBytes();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.OutputNotWritable, $"cannot write into '{path}': {exception.Message.TrimEnd('.')}",
                expected: "a folder for the saved requests", fix: "choose a folder that you can write to, on a disk with free space",
                innerException: exception);
        }
    }

    /// <summary>Writes the image and its prediction, unless they are there or there is no room.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The maximum number of bytes of all files.</param>
    /// <returns><c>saved</c>, <c>duplicate</c> or <c>full</c>.</returns>
    /// <exception cref="IOException">A file cannot be written; also <see cref="UnauthorizedAccessException"/>.</exception>
    public string Save(SavedRequest request, long maxBytes)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Image));
        var target = Path.Combine(path, hash);
        if (File.Exists(target + ".json"))
        {
            return "duplicate";
        }

        var description = request.Describe(hash);
        var size = request.Image.Length + description.Length;
        if (_bytes + size > maxBytes)
        {
            // Someone may have taken files away.
            CountBytes();
        }

        if (_bytes + size > maxBytes)
        {
            return "full";
        }

        // In this order: an image without a prediction, which an ended process may leave, is written again.
        Write(request.Image, target + request.Extension);
        Write(description, target + ".json");
        _bytes += size;
        return "saved";
    }

    private void CountBytes() => _bytes = new DirectoryInfo(path).EnumerateFiles("*", Everything).Sum(file => file.Length);

    private void RequireWritable()
    {
        using var probe = new FileStream(TemporaryPath(), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    // Readers of the folder see whole files only.
    private void Write(byte[] content, string target)
    {
        var temporary = TemporaryPath();
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private string TemporaryPath() => Path.Combine(path, $".{Guid.NewGuid():N}{Temporary}");
}

/// <summary>Logs what was not saved, each reason once.</summary>
internal sealed partial class RequestSaverLog(ILogger logger, RequestSaverOptions options)
{
    private int _dropped;
    private int _full;
    private int _failed;

    /// <summary>Requests arrive faster than they are written.</summary>
    public void Dropped()
    {
        if (Interlocked.Exchange(ref _dropped, 1) == 0)
        {
            LogDropped(logger);
        }
    }

    /// <summary>The folder is full.</summary>
    public void Full()
    {
        if (Interlocked.Exchange(ref _full, 1) == 0)
        {
            LogFull(logger, options.MaxBytes);
        }
    }

    /// <summary>A file cannot be written.</summary>
    public void Failed(Exception exception)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
        {
            LogFailed(logger, exception.Message);
        }
    }

    [LoggerMessage(
        1, LogLevel.Warning, "Requests to keep for labeling arrive faster than they are written; some are dropped. Further ones are only counted.")]
    private static partial void LogDropped(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "The folder of saved requests has reached {MaxBytes} bytes; no more are kept until files are removed.")]
    private static partial void LogFull(ILogger logger, long maxBytes);

    [LoggerMessage(3, LogLevel.Warning, "A request cannot be saved: {Reason} Further failures are only counted.")]
    private static partial void LogFailed(ILogger logger, string reason);
}
