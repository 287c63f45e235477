using System.Text;

namespace MlNetCnn.Testing;

/// <summary>Provides answers, valid and invalid ones.</summary>
internal static class CatalogAnswers
{
    /// <summary>The file, or the requested range, as a correct server sends it.</summary>
    public static CatalogAnswer File(byte[] content, string etag = "\"1\"", int? stopAfter = null) => async (request, stream, token) =>
    {
        var offset = request.IfRange is null || request.IfRange == etag ? request.Offset : 0;
        var head = offset > 0
            ? $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {offset}-{content.Length - 1}/{content.Length}\r\n"
            : "HTTP/1.1 200 OK\r\n";
        await WriteAsync(stream, $"{head}ETag: {etag}\r\nContent-Length: {content.Length - offset}\r\n\r\n", token);
        await stream.WriteAsync(content.AsMemory(offset, Math.Min(stopAfter ?? content.Length, content.Length - offset)), token);
    };

    /// <summary>The first bytes of the file, and then nothing until the test ends.</summary>
    public static CatalogAnswer Hang(byte[] content, int after) => async (request, stream, token) =>
    {
        await File(content, stopAfter: after)(request, stream, token);
        await Task.Delay(Timeout.Infinite, token);
    };

    /// <summary>No answer.</summary>
    public static CatalogAnswer Silence() => (_, _, token) => Task.Delay(Timeout.Infinite, token);

    /// <summary>One byte at a time, each well before the timeout.</summary>
    public static CatalogAnswer Drip(byte[] content, TimeSpan every) => async (_, stream, token) =>
    {
        await WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\n\r\n", token);
        for (var i = 0; i < content.Length; i++)
        {
            await stream.WriteAsync(content.AsMemory(i, 1), token);
            await Task.Delay(every, token);
        }
    };

    /// <summary>The whole file, regardless of the requested range.</summary>
    public static CatalogAnswer IgnoringRanges(byte[] content, int? stopAfter = null) => (request, stream, token) =>
        File(content, stopAfter: stopAfter)(request with { Headers = new Dictionary<string, string>() }, stream, token);

    /// <summary>The content with an arbitrary status line and headers.</summary>
    public static CatalogAnswer Raw(string head, byte[]? body = null) => async (_, stream, token) =>
    {
        await WriteAsync(stream, $"HTTP/1.1 {head}\r\n\r\n", token);
        await stream.WriteAsync(body ?? [], token);
    };

    /// <summary>An empty answer with a status.</summary>
    public static CatalogAnswer Status(string status, string? header = null) =>
        Raw($"{status}\r\n{(header is null ? "" : header + "\r\n")}Content-Length: 0");

    /// <summary>A redirect.</summary>
    public static CatalogAnswer Redirect(string location) => Status("302 Found", $"Location: {location}");

    /// <summary>Chunked content without a length, properly terminated.</summary>
    public static CatalogAnswer Chunked(byte[] content, int? stopAfter = null) => async (_, stream, token) =>
    {
        await WriteAsync(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", token);
        foreach (var chunk in content.Take(stopAfter ?? content.Length).Chunk(10_000))
        {
            await WriteAsync(stream, $"{chunk.Length:x}\r\n", token);
            await stream.WriteAsync(chunk, token);
            await WriteAsync(stream, "\r\n", token);
        }

        await WriteAsync(stream, "0\r\n\r\n", token);
    };

    /// <summary>A different answer for each host.</summary>
    public static CatalogAnswer ByHost(params (string Host, CatalogAnswer Answer)[] answers) => (request, stream, token) =>
        answers.Single(a => a.Host == request.Host).Answer(request, stream, token);

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken);
}
