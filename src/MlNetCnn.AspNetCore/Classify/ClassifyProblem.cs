using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore;

/// <summary>Thrown to answer a request with an error.</summary>
internal sealed class ClassifyException(int status, string code, string detail) : Exception(detail)
{
    public int Status => status;

    public string Code => code;
}

/// <summary>Turns everything that ends a request early into Problem Details.</summary>
internal static partial class ClassifyProblem
{
    public const string ContentType = "application/problem+json";

    /// <summary>The code of a request that is not as the endpoint expects.</summary>
    public const string RequestInvalid = "REQUEST_INVALID";

    private const int MaxNameLength = 128;

    /// <summary>Runs an endpoint and answers its exceptions.</summary>
    public static RequestDelegate Catch(RequestDelegate next) => async context =>
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Answer(context, exception);
        }
    };

    /// <summary>Returns the status, code and detail for an exception; a status of 500 says nothing about the exception.</summary>
    public static (int Status, string Code, string? Detail) Describe(Exception exception) => exception switch
    {
        ClassifyException known => (known.Status, known.Code, known.Message),
        InferenceRejectedException { Reason: RejectionReason.Timeout } rejected =>
            (StatusCodes.Status504GatewayTimeout, rejected.Code, "The request was not completed within its timeout."),
        InferenceRejectedException rejected => (StatusCodes.Status503ServiceUnavailable, rejected.Code, rejected.Reason switch
        {
            RejectionReason.QueueFull => "As many images as allowed are waiting. Send the request again later.",
            RejectionReason.MemoryFull => "As many bytes of images as allowed are in memory. Send the request again later.",
            RejectionReason.NotLoaded => "The model is not loaded.",
            _ => "The server is stopping.",
        }),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (StatusCodes.Status413PayloadTooLarge, ErrorCodes.ImageTooLarge, "The request body is larger than allowed."),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
            (StatusCodes.Status408RequestTimeout, "REQUEST_TIMEOUT", "The request body arrived too slowly."),
        BadHttpRequestException { StatusCode: >= 400 and < 500 } bad => (bad.StatusCode, RequestInvalid, "The request body is incomplete or malformed."),
        _ => (StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", null),
    };

    /// <summary>Returns the status of a rejected image.</summary>
    public static int StatusOf(ImageError error) => error.Code switch
    {
        ErrorCodes.ImageEmpty or ErrorCodes.ImageCorrupt or ErrorCodes.ImageTruncated or ErrorCodes.ImageUnreadable => StatusCodes.Status400BadRequest,
        ErrorCodes.ImageUnsupported => StatusCodes.Status415UnsupportedMediaType,
        ErrorCodes.ImageTooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Whether an exception means that the client closed the connection.</summary>
    public static bool IsClientGone(HttpContext context, Exception exception) =>
        exception is ConnectionResetException
        || (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException);

    /// <summary>Logs why a request or a line was rejected; the exception only if it is an error of the server.</summary>
    public static void Log(HttpContext context, Exception exception, int status, string code)
    {
        if (status == StatusCodes.Status500InternalServerError)
        {
            LogFailed(Logger(context), exception, ModelName(context));
        }
        else
        {
            LogRejected(Logger(context), ModelName(context), status, code);
        }
    }

    private static void Answer(HttpContext context, Exception exception)
    {
        var response = context.Response;
        if (IsClientGone(context, exception))
        {
            LogClientGone(Logger(context), ModelName(context));
            if (!response.HasStarted)
            {
                // No one reads it; without it, the metrics of the framework would count a success.
                response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }

            return;
        }

        var (status, code, detail) = Describe(exception);
        Log(context, exception, status, code);
        if (response.HasStarted)
        {
            // The client must not take a part for the whole.
            context.Abort();
            return;
        }

        Write(context, status, code, detail);
    }

    private static void Write(HttpContext context, int status, string code, string? detail)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "1";
        }

        var problem = new ImageProblem(
            $"urn:mlnetcnn:{code}", Title(code, status), status, detail, code, ModelName(context),
            status == StatusCodes.Status500InternalServerError ? Activity.Current?.Id ?? context.TraceIdentifier : null);
        ClassifyJson.Write(response, problem, ClassifyJsonContext.Default.ImageProblem);
    }

    private static string Title(string code, int status) => code switch
    {
        ErrorCodes.ImageEmpty => "The image is empty",
        ErrorCodes.ImageCorrupt => "The image is damaged",
        ErrorCodes.ImageTruncated => "The image is truncated",
        ErrorCodes.ImageUnreadable => "The image cannot be read",
        ErrorCodes.ImageUnsupported => "The image format is not supported",
        ErrorCodes.ImageTooLarge => "The image is too large",
        ErrorCodes.OptionOutOfRange => "A parameter is out of range",
        ClassifyEndpoint.ModelUnknown => "There is no such model",
        _ => status switch
        {
            StatusCodes.Status400BadRequest => "The request is invalid",
            StatusCodes.Status405MethodNotAllowed => "The method is not allowed",
            StatusCodes.Status408RequestTimeout => "The request took too long",
            StatusCodes.Status415UnsupportedMediaType => "The content type is not supported",
            StatusCodes.Status503ServiceUnavailable => "The server cannot accept the request now",
            StatusCodes.Status504GatewayTimeout => "The request timed out",
            _ => "An internal error occurred",
        },
    };

    /// <summary>Returns the name of the model in a request, safe for logs and of limited length.</summary>
    private static string? ModelName(HttpContext context)
    {
        if (context.GetRouteValue(ClassifyEndpoint.ModelParameter) is not string { Length: > 0 } name)
        {
            return null;
        }

        var length = Math.Min(name.Length, MaxNameLength);
        return name.Length <= MaxNameLength && !name.Any(IsHidden)
            ? name : string.Create(length, name, (span, text) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = IsHidden(text[i]) ? '?' : text[i];
                }
            });
    }

    // Control characters, line separators and marks that change the direction of text; a surrogate may have lost its other half.
    private static bool IsHidden(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Control
        or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
        or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.Surrogate;

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("MlNetCnn.AspNetCore.Classify");

    [LoggerMessage(1, LogLevel.Debug, "The client closed the connection before classifier '{Model}' answered.")]
    private static partial void LogClientGone(ILogger logger, string? model);

    [LoggerMessage(2, LogLevel.Debug, "Rejected a request to classifier '{Model}': {Status} {Code}.")]
    private static partial void LogRejected(ILogger logger, string? model, int status, string code);

    [LoggerMessage(3, LogLevel.Error, "A request to classifier '{Model}' failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string? model);
}
