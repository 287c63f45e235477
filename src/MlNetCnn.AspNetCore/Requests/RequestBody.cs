using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore.Requests;

/// <summary>Limits and reads the bodies of requests.</summary>
internal static class RequestBody
{
    private const int ChunkOverhead = 64 << 10;

    /// <summary>Rejects a body by its declared length, before any of it is read, and limits what the server accepts of a body without one.</summary>
    /// <param name="http">The request.</param>
    /// <param name="limit">The maximum number of bytes of the whole body, or null for no limit.</param>
    /// <exception cref="BadHttpRequestException">413: the declared length is above the limit.</exception>
    /// <remarks>A limit that the application put on the endpoint (<see cref="IRequestSizeLimitMetadata"/>) stays.</remarks>
    public static void Limit(HttpRequest http, long? limit)
    {
        if (http.ContentLength > limit)
        {
            throw TooLarge();
        }

        // Reading has not begun, unless middleware read the body; then it was limited there.
        if (http.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
            && http.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is null)
        {
            size.MaxRequestBodySize = http.ContentLength is null ? InChunks(limit) : limit;
        }
    }

    /// <summary>Returns what the server has to accept of a body in chunks: it counts the sizes and line breaks between them as well. The readers of the
    /// body count its own bytes.</summary>
    /// <param name="limit">The maximum number of bytes of the body, or null for no limit.</param>
    public static long? InChunks(long? limit) => (2 * limit) + ChunkOverhead;

    /// <summary>Reads the body of a request to its end.</summary>
    /// <param name="http">The request.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <exception cref="BadHttpRequestException">The body is larger than the limit (413), arrives too slowly (408) or is incomplete (400).</exception>
    /// <exception cref="InferenceRejectedException">As many bytes as allowed are in memory, or the timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    /// <exception cref="IOException">The client left.</exception>
    public static Task ReadAsync(HttpRequest http, ImageBuffer buffer) =>
        ReadAsync(new RequestBodyStream(http.BodyReader), buffer, http.ContentLength);

    /// <summary>Reads a part of a body to its end.</summary>
    /// <param name="stream">The part, for example of a multipart body.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="length">The declared length, or null.</param>
    /// <inheritdoc cref="ReadAsync(HttpRequest, ImageBuffer)"/>
    public static async Task ReadAsync(Stream stream, ImageBuffer buffer, long? length = null)
    {
        if (!await buffer.ReadAsync(stream, length).ConfigureAwait(false))
        {
            throw TooLarge();
        }
    }

    /// <summary>Whether a body is compressed; images are compressed already.</summary>
    public static bool IsCompressed(HttpRequest http) =>
        !http.Headers.ContentEncoding.All(encoding => string.IsNullOrEmpty(encoding) || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the error for a body above its limit.</summary>
    public static BadHttpRequestException TooLarge() => new("The request body is too large.", StatusCodes.Status413PayloadTooLarge);
}
