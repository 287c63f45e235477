using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MlNetCnn.AspNetCore.Requests;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore;

/// <summary>
/// Classifies the images of a stream of lines, and answers in their order while the stream is still being read. Each line is a request of its own, with
/// its timeout and its bytes, so that a stream can be of any length and takes turns with other requests.
/// </summary>
internal sealed class NdjsonExchange
{
    // Room for the identifier; beyond it, "+" and "/" of base64 may be escaped.
    private const int LineOverhead = 64 << 10;

    // Between two tries to get into a full queue. A stream waits there, since its lines come from one client that cannot send them again.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(25);

    private readonly HttpContext _context;
    private readonly IHostedClassifier _classifier;
    private readonly int _top;
    private readonly int _maxInFlight;
    private readonly TimeSpan _timeout;
    private readonly long _maxLineBytes;
    private bool _started;

    private NdjsonExchange(HttpContext context, IHostedClassifier classifier, int top)
    {
        (_context, _classifier, _top) = (context, classifier, top);
        _maxInFlight = 2 * context.RequestServices.GetRequiredService<IImageClassifierPool>().Threads;
        _timeout = context.RequestServices.GetRequiredService<IOptions<InferenceOptions>>().Value.RequestTimeout;
        _maxLineBytes = (classifier.Options.MaxImageBytes * 3 / 2) + LineOverhead;
    }

    private CancellationToken Aborted => _context.RequestAborted;

    /// <summary>Reads the lines of a request and answers them.</summary>
    public static Task RunAsync(HttpContext context, IHostedClassifier classifier, int top)
    {
        // Each line is limited, their number is not.
        RequestBody.Limit(context.Request, limit: null);
        return new NdjsonExchange(context, classifier, top).RunAsync(classifier.BeginRequest(cancellationToken: context.RequestAborted));
    }

    private async Task RunAsync(InferenceRequest first)
    {
        var pending = new Queue<Task<NdjsonLine>>();
        Task<NdjsonLine?>? reading = ReadAsync(first);
        var ended = false;
        try
        {
            while (reading is not null || pending.Count > 0)
            {
                if (pending.TryPeek(out var oldest)
                    && (reading is null || oldest.IsCompleted || await Task.WhenAny((Task)oldest, reading).ConfigureAwait(false) == oldest))
                {
                    using var line = await pending.Dequeue().ConfigureAwait(false);
                    Write(line);
                    if (!pending.TryPeek(out var next) || !next.IsCompleted)
                    {
                        await FlushAsync().ConfigureAwait(false);
                    }
                }
                else
                {
                    var line = await reading!.ConfigureAwait(false);
                    reading = null;
                    ended = line is null or { Failure: not null };
                    if (line is not null)
                    {
                        pending.Enqueue(ScoreAsync(line));
                    }
                }

                if (!ended && pending.Count < _maxInFlight)
                {
                    reading ??= ReadAsync(request: null);
                }
            }

            Start();
        }
        finally
        {
            // Memory goes back to the pool when no one uses it any longer.
            foreach (var task in pending)
            {
                await DisposeAsync(task!).ConfigureAwait(false);
            }

            if (reading is not null)
            {
                await DisposeAsync(reading).ConfigureAwait(false);
            }
        }
    }

    private static async Task DisposeAsync(Task<NdjsonLine?> task)
    {
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (task.IsCompletedSuccessfully)
        {
            (await task.ConfigureAwait(false))?.Dispose();
        }
    }

    /// <summary>Reads the next line.</summary>
    /// <param name="request">The request, if it has begun.</param>
    /// <returns>The line, or null at the end.</returns>
    private async Task<NdjsonLine?> ReadAsync(InferenceRequest? request)
    {
        NdjsonLine? line = null;
        try
        {
            if (!await SkipBlankAsync(request?.CancellationToken ?? Aborted).ConfigureAwait(false))
            {
                request?.Dispose();
                return null;
            }

            line = new NdjsonLine(request ?? await BeginAsync().ConfigureAwait(false), _maxLineBytes);
            await ReadAsync(line).ConfigureAwait(false);
            line.Parse(_classifier.Options.MaxImageBytes);
            return line;
        }
        catch (Exception exception) when (!ClassifyProblem.IsClientGone(_context, exception))
        {
            // Where the next line begins is unknown: this is the last answer.
            line ??= new NdjsonLine(request, _maxLineBytes);
            line.Failure = exception is OperationCanceledException canceled && line.Request is { } ended ? ended.Ended(canceled) : exception;
            return line;
        }
        catch
        {
            line?.Dispose();
            request?.Dispose();
            throw;
        }
    }

    private async Task ReadAsync(NdjsonLine line)
    {
        var reader = _context.Request.BodyReader;
        while (true)
        {
            var result = await RequestBodyStream.ReadAsync(reader, line.Request!.CancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            var part = end is { } position ? buffer.Slice(0, position) : buffer;
            try
            {
                foreach (var segment in part)
                {
                    await AppendAsync(line, segment).ConfigureAwait(false);
                }
            }
            finally
            {
                reader.AdvanceTo(end is { } newline ? buffer.GetPosition(1, newline) : buffer.End);
            }

            if (end is not null || result.IsCompleted)
            {
                return;
            }
        }
    }

    private async ValueTask AppendAsync(NdjsonLine line, ReadOnlyMemory<byte> segment)
    {
        while (!line.IsTooLong)
        {
            try
            {
                if (!line.Body!.TryAppend(segment.Span))
                {
                    // The rest is skipped; the next line may be shorter.
                    line.Reject(ErrorCodes.ImageTooLarge, "The line is longer than the largest image needs.");
                    line.IsTooLong = true;
                }

                return;
            }
            catch (InferenceRejectedException rejected) when (rejected.Reason is RejectionReason.MemoryFull)
            {
                await Task.Delay(RetryDelay, line.Request!.CancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Skips empty lines.</summary>
    /// <returns>Whether there is a line.</returns>
    private async Task<bool> SkipBlankAsync(CancellationToken cancellationToken)
    {
        var reader = _context.Request.BodyReader;
        while (true)
        {
            var result = await RequestBodyStream.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            var start = Start(result.Buffer);
            reader.AdvanceTo(start ?? result.Buffer.End);
            if (start is not null || result.IsCompleted)
            {
                return start is not null;
            }
        }

        static SequencePosition? Start(ReadOnlySequence<byte> buffer)
        {
            var sequence = new SequenceReader<byte>(buffer);
            sequence.AdvancePastAny(" \t\r\n"u8);
            return sequence.End ? null : sequence.Position;
        }
    }

    /// <summary>Begins a request, as soon as the queue has room.</summary>
    private async Task<InferenceRequest> BeginAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // A request that is rejected now would be counted as rejected, although it only waits.
            if (_classifier.IsQueueFull && TimeProvider.System.GetElapsedTime(began) < _timeout)
            {
                await Task.Delay(RetryDelay, Aborted).ConfigureAwait(false);
                continue;
            }

            try
            {
                return _classifier.BeginRequest(cancellationToken: Aborted);
            }
            catch (InferenceRejectedException rejected) when (
                rejected.Reason is not RejectionReason.Draining && TimeProvider.System.GetElapsedTime(began) < _timeout)
            {
                await Task.Delay(RetryDelay, Aborted).ConfigureAwait(false);
            }
        }
    }

    private async Task<NdjsonLine> ScoreAsync(NdjsonLine line)
    {
        if (line.Error is not null || line.Failure is not null)
        {
            return line;
        }

        var request = line.Request!;
        try
        {
            while (_classifier.IsQueueFull || !TryEnter(request))
            {
                await Task.Delay(RetryDelay, request.CancellationToken).ConfigureAwait(false);
            }

            line.Model = request.Model;
            line.Prediction = await request.PredictAsync(line.Image).ConfigureAwait(false);
            if (line.Prediction.Error is { } error)
            {
                line.Reject(error.Code, error.Reason);
            }
        }
        catch (Exception exception)
        {
            var cause = exception is OperationCanceledException canceled ? request.Ended(canceled) : exception;
            if (ClassifyProblem.IsClientGone(_context, cause))
            {
                line.Dispose();
                throw cause;
            }

            var (status, code, detail) = ClassifyProblem.Describe(cause);
            ClassifyProblem.Log(_context, cause, status, code);
            line.Reject(code, detail ?? "An internal error occurred.");
        }

        return line;
    }

    private static bool TryEnter(InferenceRequest request)
    {
        try
        {
            request.Enter();
            return true;
        }
        catch (InferenceRejectedException rejected) when (rejected.Reason is RejectionReason.QueueFull or RejectionReason.NotLoaded)
        {
            return false;
        }
    }

    private void Start()
    {
        if (_started)
        {
            return;
        }

        _started = true;
        var response = _context.Response;
        response.ContentType = ClassifyEndpoint.Ndjson;
        if (_classifier.Model is { } model)
        {
            ClassifyEndpoint.SetHeaders(response, model);
        }

        _context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private void Write(NdjsonLine line)
    {
        if (line.Failure is { } failure)
        {
            if (!_started)
            {
                throw failure;
            }

            var (status, code, detail) = ClassifyProblem.Describe(failure);
            ClassifyProblem.Log(_context, failure, status, code);
            line.Reject(code, detail ?? "An internal error occurred.");
        }

        Start();
        var output = _context.Response.BodyWriter;
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            if (line.Id is not null)
            {
                writer.WriteString("id"u8, line.Id);
            }

            if (line.Error is var (error, reason))
            {
                writer.WriteStartObject("error"u8);
                writer.WriteString("code"u8, error);
                writer.WriteString("reason"u8, reason);
                writer.WriteEndObject();
            }
            else
            {
                // Unlike the header, it tells of a model that was replaced while the stream was running.
                writer.WriteString("version"u8, line.Model!.Version);
                ClassifyJson.WritePrediction(writer, line.Prediction!, line.Model.Card.ClassNames, _top);
            }

            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private async ValueTask FlushAsync()
    {
        if ((await _context.Response.BodyWriter.FlushAsync(Aborted).ConfigureAwait(false)).IsCompleted)
        {
            Aborted.ThrowIfCancellationRequested();
        }
    }
}
