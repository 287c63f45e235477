using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Logging;
using MlNetCnn.AspNetCore.Requests;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore.OpenInference;

/// <summary>Answers with the errors of the protocol: <c>{"error": "..."}</c>, and nothing else.</summary>
internal static partial class OpenInferenceErrors
{
    /// <summary>The status of a request whose client left. No one reads it, but logs and meters do not count it as an error of the server.</summary>
    private const int ClientClosedRequest = 499;

    private const int MaxShownLength = 128;

    // Labels and messages are read by people; JSON needs no more than this escaped.
    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Wraps a handler so that all of its exceptions become errors of the protocol.</summary>
    public static RequestDelegate Handle(ILogger log, RequestDelegate handler) => async http =>
    {
        try
        {
            await handler(http).ConfigureAwait(false);
        }
        catch (Exception exception) when (http.RequestAborted.IsCancellationRequested || exception is IOException and not BadHttpRequestException)
        {
            // The client left.
            if (!http.Response.HasStarted)
            {
                http.Response.StatusCode = ClientClosedRequest;
            }
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            var (status, message) = Describe(exception);
            if (message is null)
            {
                var trace = Activity.Current?.Id ?? http.TraceIdentifier;
                message = $"internal error, trace id {trace}";
                Failed(log, trace, exception);
            }

            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                http.Response.Headers.RetryAfter = "1";
            }

            await WriteAsync(http, status, message).ConfigureAwait(false);
        }
    };

    /// <summary>Writes an error.</summary>
    public static Task WriteAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        return WriteJsonAsync(http, (Message: message, 0), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, state.Message);
            json.WriteEndObject();
        });
    }

    /// <summary>Writes an answer in JSON.</summary>
    public static async Task WriteJsonAsync<TState>(HttpContext http, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            write(json, state);
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Returns text of the client for a message: on one line, and not long.</summary>
    public static string Shown(string text)
    {
        if (text.Length > MaxShownLength)
        {
            text = string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxShownLength - 1]) ? MaxShownLength - 1 : MaxShownLength), "...");
        }

        return string.Create(text.Length, text, static (shown, text) =>
        {
            for (var i = 0; i < shown.Length; i++)
            {
                // Format includes the marks that change the direction of text.
                shown[i] = char.IsControl(text[i]) || char.GetUnicodeCategory(text[i])
                    is UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator ? '?' : text[i];
            }
        });
    }

    private static (int Status, string? Message) Describe(Exception exception) => exception switch
    {
        OpenInferenceException error => (error.Status, error.Message),
        InferenceRejectedException { Reason: RejectionReason.Timeout } => (StatusCodes.Status504GatewayTimeout, "TIMEOUT: the timeout has passed"),
        InferenceRejectedException rejected => (StatusCodes.Status503ServiceUnavailable, $"{rejected.Code}: {rejected.Reason switch
        {
            RejectionReason.QueueFull => "too many images are waiting",
            RejectionReason.MemoryFull => "the images that are waiting need too much memory",
            RejectionReason.NotLoaded => "the model is not loaded",
            _ => "the server stops",
        }}"),
        BadHttpRequestException bad => (bad.StatusCode, bad.StatusCode switch
        {
            StatusCodes.Status413PayloadTooLarge => "the request body is too large",
            StatusCodes.Status408RequestTimeout => "the request body arrives too slowly",
            _ => "the request body is incomplete or malformed",
        }),
        _ => (StatusCodes.Status500InternalServerError, null),
    };

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A request failed unexpectedly; the answer has the trace id {TraceId}.")]
    private static partial void Failed(ILogger log, string traceId, Exception exception);
}

/// <summary>Marks the endpoints whose errors have the form of the protocol, for handlers that answer in their place.</summary>
internal sealed class OpenInferenceMetadata;

/// <summary>An error to answer with. Its message is for the client.</summary>
internal sealed class OpenInferenceException(int status, string message) : Exception(message)
{
    public int Status => status;

    public static OpenInferenceException Invalid(string message) => new(StatusCodes.Status400BadRequest, message);

    public static OpenInferenceException NotFound(string message) => new(StatusCodes.Status404NotFound, OpenInferenceErrors.Shown(message));

    /// <summary>Creates a 405, and sets the header that goes with it.</summary>
    public static OpenInferenceException MethodNotAllowed(HttpContext http, string method)
    {
        http.Response.Headers.Allow = method;
        return new(StatusCodes.Status405MethodNotAllowed, $"this path is for {method} only");
    }
}

/// <summary>Limits what the server accepts of a body.</summary>
/// <param name="bytes">The maximum number of bytes; readers of the body count them.</param>
internal sealed class BodySizeLimit(long bytes) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => RequestBody.InChunks(bytes);
}
