using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MlNetCnn.AspNetCore.Requests;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore.OpenInference;

/// <summary>Answers requests to classify images.</summary>
internal sealed class OpenInferenceHandler(IImageClassifierPool pool, OpenInferenceOptions options)
{
    public const string HeaderLength = "Inference-Header-Content-Length";

    /// <summary>Rejects compressed bodies: they would need a second limit.</summary>
    public static void CheckEncoding(HttpContext http)
    {
        if (RequestBody.IsCompressed(http.Request))
        {
            http.Response.Headers.AcceptEncoding = "identity";
            throw new OpenInferenceException(StatusCodes.Status415UnsupportedMediaType, "compressed requests are not supported");
        }
    }

    public async Task InferAsync(HttpContext http)
    {
        // All that can be rejected without the body is rejected before it is read.
        var classifier = OpenInferenceModels.Find(pool, http);
        var model = classifier.Model;
        if (model is not null)
        {
            OpenInferenceModels.CheckVersion(http, model);
        }

        var jsonLength = ReadHeaderLength(http.Request);
        CheckEncoding(http);
        CheckContentType(http.Request, isRaw: jsonLength == 0);
        RequestBody.Limit(http.Request, options.MaxRequestBytes);

        using var request = classifier.BeginRequest(cancellationToken: http.RequestAborted);
        using var body = new ImageBuffer(request, options.MaxRequestBytes);
        await RequestBody.ReadAsync(http.Request, body).ConfigureAwait(false);
        using var infer = Read(body.Bytes, jsonLength, classifier.Model ?? throw Rejected(RejectionReason.NotLoaded), request);
        if (infer.Timeout is { } timeout)
        {
            request.ShortenTimeout(timeout);
        }

        request.Enter(infer.Count);

        // The model may have been replaced since.
        OpenInferenceModels.CheckVersion(http, request.Model);
        var scores = await ScoreAsync(request, infer).ConfigureAwait(false);
        await new InferResponseWriter(request.Model, infer, scores).WriteAsync(http).ConfigureAwait(false);
    }

    private static InferenceRejectedException Rejected(RejectionReason reason) => new(reason, "");

    private static void CheckContentType(HttpRequest request, bool isRaw)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return;
        }

        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            var isUtf8 = !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
            if (type.MediaType.Equals(MediaTypeNames.Application.Octet, StringComparison.OrdinalIgnoreCase)
                || (type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) && isUtf8)
                || (isRaw && (type.Type.Equals("image", StringComparison.OrdinalIgnoreCase)
                    || type.MediaType.Equals(MediaTypeNames.Application.FormUrlEncoded, StringComparison.OrdinalIgnoreCase))))
            {
                return;
            }
        }

        throw new OpenInferenceException(
            StatusCodes.Status415UnsupportedMediaType,
            $"the content type '{OpenInferenceErrors.Shown(request.ContentType)}' is not supported; "
            + "use application/json in UTF-8, or application/octet-stream");
    }

    // The length of the JSON before binary data, or null if all of the body is JSON.
    private static int? ReadHeaderLength(HttpRequest request)
    {
        var header = request.Headers[HeaderLength];
        if (header.Count == 0)
        {
            return null;
        }

        return header.Count == 1
            && int.TryParse(header[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && !(length > request.ContentLength)
            ? length
            : throw WrongHeaderLength();
    }

    private static OpenInferenceException WrongHeaderLength() =>
        OpenInferenceException.Invalid($"{HeaderLength} must be an integer from 0 to the length of the body");

    private InferRequest Read(Memory<byte> body, int? jsonLength, HostedModel model, InferenceRequest request)
    {
        if (jsonLength > body.Length)
        {
            throw WrongHeaderLength();
        }

        if (jsonLength != 0 && body.IsEmpty)
        {
            throw OpenInferenceException.Invalid("the body is empty");
        }

        return jsonLength == 0
            ? InferRequestReader.ReadRaw(body)
            : new InferRequestReader(
                body, jsonLength ?? body.Length, new InferLimits(options.MaxImages, model.Card.InputHeight, model.Card.InputWidth), request.AddBytes).Read();
    }

    // Returns the scores of all images, one after the other.
    private static async Task<float[]> ScoreAsync(InferenceRequest request, InferRequest infer)
    {
        var card = request.Model.Card;
        var scores = new float[infer.Count * card.ClassNames.Count];
        if (infer.PixelSize is { } size)
        {
            if (size != (card.InputHeight, card.InputWidth))
            {
                throw OpenInferenceException.Invalid($"the input '{InferRequest.Pixels}' has the shape [-1,3,{card.InputHeight},{card.InputWidth}]");
            }

            await request.ScorePixelsAsync(infer.Values, scores).ConfigureAwait(false);
            return scores;
        }

        var images = infer.Images!;
        var predictions = new Task<ImagePrediction>[images.Length];
        for (var i = 0; i < images.Length; i++)
        {
            predictions[i] = request.PredictAsync(images[i]);
        }

        // Waits for all, also if one fails: they read the body.
        await Task.WhenAll(predictions).ConfigureAwait(false);
        for (var i = 0; i < predictions.Length; i++)
        {
            var prediction = await predictions[i].ConfigureAwait(false);
            if (prediction.Error is { } error)
            {
                throw OpenInferenceException.Invalid($"inputs[0][{i}]: {error.Code}: {error.Reason}");
            }

            for (var j = 0; j < card.ClassNames.Count; j++)
            {
                scores[(i * card.ClassNames.Count) + j] = prediction.Scores[j];
            }
        }

        return scores;
    }
}
