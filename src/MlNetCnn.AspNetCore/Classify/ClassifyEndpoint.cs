using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using MlNetCnn.AspNetCore.Requests;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore;

/// <summary>Answers the requests of a mapped classifier.</summary>
internal static class ClassifyEndpoint
{
    public const string ModelParameter = "model";
    public const string ModelUnknown = "MODEL_UNKNOWN";
    public const string Ndjson = "application/x-ndjson";

    private const string Multipart = "multipart/form-data";
    private const string MediaTypeUnsupported = "MEDIA_TYPE_UNSUPPORTED";

    // For the boundaries and the headers of the parts.
    private const int MultipartOverhead = 64 << 10;

    /// <summary>The content types that OpenAPI lists. The last one lets routing pass on any other, which is then rejected with Problem Details.</summary>
    public static string[] ContentTypes { get; } =
        ["image/jpeg", "image/png", "image/webp", "image/bmp", "image/gif", "application/octet-stream", Multipart, Ndjson, "*/*"];

    /// <summary>Classifies images.</summary>
    public static Task PostAsync(HttpContext context)
    {
        var classifier = Find(context);
        var top = Top(context.Request.Query);
        var type = ContentType(context.Request, out var boundary);
        if (type == Ndjson)
        {
            return NdjsonExchange.RunAsync(context, classifier, top);
        }

        RequestBody.Limit(context.Request, classifier.Options.MaxImageBytes + (boundary is null ? 0 : MultipartOverhead));
        return ClassifyAsync(context, classifier, top, boundary);
    }

    /// <summary>Describes a model.</summary>
    public static Task GetAsync(HttpContext context)
    {
        var model = Find(context).Model ?? throw new InferenceRejectedException(RejectionReason.NotLoaded, "The model is not loaded.");
        SetHeaders(context.Response, model);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache";
        ClassifyJson.Write(context.Response, ModelResponse.Of(model), ClassifyJsonContext.Default.ModelResponse);
        return Task.CompletedTask;
    }

    /// <summary>Rejects other methods.</summary>
    public static Task RejectMethod(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, POST";
        throw new ClassifyException(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", "Use POST to classify images, GET to describe the model.");
    }

    /// <summary>Names the model in the headers of a response.</summary>
    public static void SetHeaders(HttpResponse response, HostedModel model)
    {
        response.Headers["X-Model-Version"] = model.Version;
        response.Headers["X-Model-Sha256"] = model.Sha256;
    }

    private static async Task ClassifyAsync(HttpContext context, IHostedClassifier classifier, int top, string? boundary)
    {
        using var request = classifier.BeginRequest(cancellationToken: context.RequestAborted);
        using var body = new ImageBuffer(request, classifier.Options.MaxImageBytes);
        if (boundary is null)
        {
            await RequestBody.ReadAsync(context.Request, body).ConfigureAwait(false);
        }
        else
        {
            await ReadMultipartAsync(context, boundary, body, request).ConfigureAwait(false);
        }

        request.Enter();
        SetHeaders(context.Response, request.Model);
        var prediction = await request.PredictAsync(body.Bytes).ConfigureAwait(false);
        if (prediction.Error is { } error)
        {
            var status = ClassifyProblem.StatusOf(error);
            throw status < StatusCodes.Status500InternalServerError ? new ClassifyException(status, error.Code, error.Reason)
                : new InvalidOperationException($"{error.Code}: {error.Reason}");
        }

        Write(context.Response, request.Model, prediction, top);
    }

    private static void Write(HttpResponse response, HostedModel model, ImagePrediction prediction, int top)
    {
        response.ContentType = "application/json";
        using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("model"u8, model.Name);
        writer.WriteString("version"u8, model.Version);
        ClassifyJson.WritePrediction(writer, prediction, model.Card.ClassNames, top);
        writer.WriteEndObject();
        writer.Flush();
        response.ContentLength = writer.BytesCommitted;
    }

    private static IHostedClassifier Find(HttpContext context)
    {
        var pool = context.RequestServices.GetRequiredService<IImageClassifierPool>();
        if (context.GetRouteValue(ModelParameter) is string { Length: > 0 } name)
        {
            return pool.TryGet(name, out var named) ? named : throw Unknown("There is no model of this name.");
        }

        return pool.TryGet("", out var unnamed) ? unnamed
            : pool.Classifiers.Count == 1 ? pool.Classifiers[0] : throw Unknown("There are several models, or none; name one in the path.");
    }

    private static ClassifyException Unknown(string detail) => new(StatusCodes.Status404NotFound, ModelUnknown, detail);

    private static int Top(IQueryCollection query)
    {
        if (!query.TryGetValue("top", out var values))
        {
            return int.MaxValue;
        }

        // A number above the class count returns all classes, however large it is.
        var text = values is [{ Length: > 0 } only] && only.All(char.IsAsciiDigit) ? only.TrimStart('0') : "";
        return text.Length == 0 ? throw new ClassifyException(
                StatusCodes.Status400BadRequest, ErrorCodes.OptionOutOfRange, "The parameter top must be one integer of at least 1.")
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) ? top : int.MaxValue;
    }

    /// <summary>Checks the declared type. What an image is, its bytes tell; rejected is what says that it is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="boundary">The boundary of a multipart body, or null.</param>
    /// <returns>The type, in lowercase, without parameters; empty if none is declared.</returns>
    private static string ContentType(HttpRequest request, out string? boundary)
    {
        boundary = null;
        if (RequestBody.IsCompressed(request))
        {
            throw Unsupported("Compressed bodies are not supported; images are compressed already.");
        }

        if (string.IsNullOrEmpty(request.ContentType))
        {
            return "";
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            throw Unsupported("The content type is malformed.");
        }

        if (Is(type, Ndjson))
        {
            return Ndjson;
        }

        if (Is(type, Multipart))
        {
            var value = HeaderUtilities.RemoveQuotes(type.Boundary);
            boundary = value.Length is > 0 and <= 70 ? value.ToString()
                : throw Malformed("The multipart boundary is missing or too long.");
            return Multipart;
        }

        return IsNoImage(type) ? throw Unsupported(
            "The body must be an image (JPEG, PNG, WebP, BMP or GIF), multipart/form-data with one, or application/x-ndjson. "
            + "Declare an image by its type, or as application/octet-stream.") : type.MediaType.ToString();
    }

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    // application/x-www-form-urlencoded is not among them: curl's --data-binary declares it for any file.
    private static bool IsNoImage(MediaTypeHeaderValue type) =>
        IsOneOf(type.Type, "text", "audio", "video", "font", "message", "multipart")
        || IsOneOf(type.Suffix, "json", "xml", "yaml", "zip")
        || (IsOneOf(type.Type, "application") && IsOneOf(
            type.SubTypeWithoutSuffix, "json", "jsonl", "json-seq", "xml", "xhtml", "yaml", "x-yaml", "javascript", "pdf", "zip", "gzip", "x-tar", "grpc",
            "cbor"));

    private static bool IsOneOf(Microsoft.Extensions.Primitives.StringSegment text, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ClassifyException Unsupported(string detail) => new(StatusCodes.Status415UnsupportedMediaType, MediaTypeUnsupported, detail);

    /// <summary>Reads the only file of a multipart body.</summary>
    private static async Task ReadMultipartAsync(HttpContext context, string boundary, ImageBuffer body, InferenceRequest request)
    {
        try
        {
            var reader = new MultipartReader(boundary, new RequestBodyStream(context.Request.BodyReader));
            var found = false;
            while (await reader.ReadNextSectionAsync(request.CancellationToken).ConfigureAwait(false) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
                {
                    throw Malformed("A part has no Content-Disposition of form-data.");
                }

                var isFile = disposition.IsFileDisposition();
                if (IsOneOf(HeaderUtilities.RemoveQuotes(disposition.Name), "image", "file", "imageData"))
                {
                    if (found)
                    {
                        throw Malformed("There must be one image; send several as application/x-ndjson.");
                    }

                    found = true;
                    await RequestBody.ReadAsync(section.Body, body).ConfigureAwait(false);
                }
                else if (isFile)
                {
                    throw Malformed("The file must be named image, file or imageData.");
                }
            }

            if (!found)
            {
                throw Malformed("There must be a file named image, file or imageData.");
            }
        }
        catch (OperationCanceledException exception)
        {
            throw request.Ended(exception);
        }
        catch (Exception exception) when (
            exception is InvalidDataException or (IOException and not BadHttpRequestException) && !ClassifyProblem.IsClientGone(context, exception))
        {
            throw Malformed("The multipart body is malformed or incomplete.");
        }
    }

    private static ClassifyException Malformed(string detail) => new(StatusCodes.Status400BadRequest, ClassifyProblem.RequestInvalid, detail);
}
