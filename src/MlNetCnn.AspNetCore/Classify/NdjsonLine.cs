using System.Text.Json;
using MlNetCnn.AspNetCore.Requests;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore;

/// <summary>A line of a stream, for example <c>{"id":"a","image":"BASE64"}</c>, and its answer.</summary>
/// <param name="request">The request, or null if none could be begun.</param>
/// <param name="limit">The maximum number of bytes.</param>
internal sealed class NdjsonLine(InferenceRequest? request, long limit) : IDisposable
{
    private const string LineInvalid = "LINE_INVALID";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 32 };

    public InferenceRequest? Request => request;

    public ImageBuffer? Body { get; } = request is null ? null : new ImageBuffer(request, limit);

    public string? Id { get; private set; }

    /// <summary>The bytes of the image, in the memory of the line.</summary>
    public Memory<byte> Image { get; private set; }

    public bool IsTooLong { get; set; }

    /// <summary>Why the body could not be read further.</summary>
    public Exception? Failure { get; set; }

    public (string Code, string Reason)? Error { get; private set; }

    public HostedModel? Model { get; set; }

    public ImagePrediction? Prediction { get; set; }

    public void Reject(string code, string reason) => Error = (code, reason);

    /// <summary>Reads the identifier and decodes the image.</summary>
    public void Parse(long maxImageBytes)
    {
        if (IsTooLong)
        {
            return;
        }

        try
        {
            if (!TryRead(out var image))
            {
                Reject(LineInvalid, """Expected an object such as {"id":"a","image":"<base64>"}.""");
            }
            else if (image is not { } bytes)
            {
                Reject(LineInvalid, "The image is not valid base64.");
            }
            else if (bytes.Length > maxImageBytes)
            {
                Reject(ErrorCodes.ImageTooLarge, $"The image has {bytes.Length} bytes; the limit is {maxImageBytes}.");
            }
            else
            {
                Image = bytes;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            Reject(LineInvalid, "The line is not valid JSON.");
        }
    }

    public void Dispose()
    {
        Body?.Dispose();
        request?.Dispose();
    }

    /// <summary>Reads the members.</summary>
    /// <param name="image">The image, or null if it is not base64.</param>
    /// <returns>Whether the line is an object with an image.</returns>
    private bool TryRead(out Memory<byte>? image)
    {
        image = null;
        var bytes = Body!.Bytes;
        var reader = new Utf8JsonReader(bytes.Span, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var hasImage = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isId, isImage) = (reader.ValueTextEquals("id"u8), reader.ValueTextEquals("image"u8));
            reader.Read();
            if (!isId && !isImage)
            {
                reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.String)
            {
                return false;
            }
            else if (isId)
            {
                Id = reader.GetString();
            }
            else
            {
                (hasImage, image) = (true, JsonBase64.Decode(bytes, in reader, allowsWhiteSpace: true));
            }
        }

        // What follows the object is an error.
        reader.Read();
        return hasImage;
    }
}
