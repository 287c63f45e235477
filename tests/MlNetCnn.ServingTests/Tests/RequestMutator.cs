using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SkiaSharp;

namespace MlNetCnn.ServingTests;

/// <summary>A request of the fuzz test.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Head">The request line and the header fields, with the empty line; or anything.</param>
/// <param name="Body">The body.</param>
/// <param name="IsMalformed">Whether the server may not be able to tell where it ends: it has a connection of its own, closed after it.</param>
internal sealed record FuzzRequest(string Method, byte[] Head, byte[] Body, bool IsMalformed)
{
    /// <summary>Whether the body is as long as its header says. The answer to another one, which the server may have begun, must not look whole.</summary>
    public bool IsWhole => !IsMalformed && Encoding.Latin1.GetString(Head).Contains($"Content-Length: {Body.Length}\r\n", StringComparison.Ordinal);
}

/// <summary>
/// Makes random requests: of each kind that the server knows a valid one, most of which are then damaged in the verb, the route, the header or the body.
/// The same seed and number give the same request.
/// </summary>
internal sealed class RequestMutator
{
    private static readonly string[] Methods =
    [
        "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "P\u00d6ST", "",
    ];
    private static readonly string[] Types =
    [
        "image/jpeg", "image/png", "application/octet-stream", "application/json", "application/x-ndjson", "text/html", "multipart/form-data",
        "multipart/form-data; boundary=", "multipart/form-data; boundary=\"b\"; boundary=c", "multipart/mixed; boundary=b", "*/*", "/", "a/b;;=",
        "\u00ff/\u00ff", "application/json; charset=utf-16", "application/json; charset=nonsense", "image/jpeg, image/png",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "2147483647", "2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "-9223372036854775809", "1e309", "1e-400",
        "NaN", "Infinity", "0x10", "1.5", "00", "", "null", "true", "\"1\"", "[]", "{}",
    ];

    private static readonly string[] Fields =
    [
        "Expect: 100-continue", "Expect: nonsense", "Accept: application/xml", "Accept: ,,,;q=2", "Content-Encoding: gzip", "Content-Encoding: br",
        "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Connection: close", "Connection: upgrade", "Upgrade: websocket", "Upgrade: h2c",
        "Host: ", "Host: a b", "Host: evil.example", "Origin: https://evil.example", "Range: bytes=0-", "If-Match: *", "Authorization: Bearer x",
        "Authorization: Basic \u00ff", "X-Api-Key: ", "X-HTTP-Method-Override: DELETE", "Cookie: a=b; ;", "traceparent: 00-0-0-0",
        "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "baggage: a=%00", "Content-Length: 5", "Forwarded: for=\"_x\"",
        "X-Forwarded-For: 1.2.3.4", "Accept-Encoding: gzip, br", "Inference-Header-Content-Length: 0",
    ];

    private readonly int _seed;
    private readonly byte[][] _images;
    private readonly string[] _routes;

    /// <param name="seed">The seed of all requests.</param>
    /// <param name="photo">An image.</param>
    public RequestMutator(int seed, string photo)
    {
        _seed = seed;
        using var bitmap = SKBitmap.Decode(photo);
        using var small = bitmap.Resize(new SKImageInfo(120, 90), new SKSamplingOptions(SKFilterMode.Linear));
        _images =
        [
            Encode(small, SKEncodedImageFormat.Jpeg), Encode(small, SKEncodedImageFormat.Png), Encode(small, SKEncodedImageFormat.Webp), Bmp(), Gif(),
            File.ReadAllBytes(photo),
        ];
        _routes =
        [
            "/classify/model", "/classify/model", "/classify/model?top=1", "/classify/other", "/classify", "/v2", "/v2/", "/v2/health/live", "/v2/health/ready",
            "/v2/models", "/v2/models/model", "/v2/models/model/versions/1", "/v2/models/model/versions/2", "/v2/models/model/ready",
            "/v2/models/model/infer", "/v2/models/model/versions/1/infer", "/v2/models/other/infer", "/v2/repository/index",
            "/v2/repository/models/model/load", "/v2/repository/models/model/unload", "/v2/models/model/stats", "/v2/models/model/generate",
            "/health/live", "/health/ready", "/health/startup", "/metrics", "/openapi/v1.json", "/", "/favicon.ico", "/../../etc/passwd", "*",
        ];
    }

    /// <summary>The valid requests of the kinds that score an image, for comparing answers before and after.</summary>
    public IReadOnlyList<FuzzRequest> ValidRequests() => [.. Enumerable.Range(0, 8).Select(kind => Request(Valid(kind, new Random(1))))];

    public FuzzRequest Create(int number)
    {
        var random = new Random(HashCode(number));
        var parts = Valid(random.Next(12), random);
        // A tenth stays valid, so that the server has real work meanwhile.
        for (var damages = random.Next(10) == 0 ? 0 : 1 + random.Next(3); damages > 0; damages--)
        {
            Damage(parts, random);
        }

        var request = Request(parts);
        if (random.Next(8) == 0)
        {
            byte[] all = [.. request.Head, .. request.Body];
            return new FuzzRequest(request.Method, Bytes(all, random, random.Next(2) == 0 ? Math.Min(all.Length, request.Head.Length) : all.Length), [], true);
        }

        return request;
    }

    // Random.Next of neighboring seeds is alike in its first numbers.
    private int HashCode(int number) => unchecked((int)((((ulong)(uint)_seed << 32) + (uint)number) * 0x9E3779B97F4A7C15UL >> 32));

    private static FuzzRequest Request(Parts parts)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{parts.Method} {parts.Path} {parts.Protocol}\r\n");
        foreach (var field in parts.Fields)
        {
            head.Append(field).Append("\r\n");
        }

        if (parts.Type is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {parts.Type}\r\n");
        }

        if (parts.Length is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {parts.Length}\r\n");
        }

        head.Append("\r\n");
        // CONNECT, a wrong length and fields that change what a body is leave open where the request ends.
        return new FuzzRequest(parts.Method, Encoding.Latin1.GetBytes(head.ToString()), parts.Body, parts.IsMalformed);
    }

    private Parts Valid(int kind, Random random)
    {
        var image = _images[random.Next(random.Next(10) == 0 ? _images.Length : _images.Length - 1)];
        var base64 = Convert.ToBase64String(image);
        switch (kind)
        {
            case 0:
                return new Parts("POST", "/classify/model", "image/jpeg", image);
            case 1:
                return new Parts("POST", "/classify/model?top=2", "multipart/form-data; boundary=b", Multipart(image));
            case 2:
                return new Parts("POST", "/classify/model", "application/x-ndjson", Text(
                    $$"""
                    {"id":"a","image":"{{base64}}"}
                    {"id":"b","image":""}
                    {"id":"c","image":"{{base64}}"}

                    """));
            case 3:
                return new Parts("POST", "/v2/models/model/infer", "application/json", Text(
                    $$"""{"id":"x","inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{base64}}"]}],"outputs":[{"name":"Score"}]}"""));
            case 4:
                return Binary(image, """{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":@}}]}""");
            case 5:
                return Binary(
                    image,
                    """
                    {"inputs":[{"name":"image","shape":[1,1],"datatype":"BYTES","parameters":{"binary_data_size":@}}],"parameters":{"timeout":5000000},
                    "outputs":[{"name":"Score","parameters":{"binary_data":true,"classification":2}},{"name":"PredictedLabel"}]}
                    """);
            case 6:
                var raw = new Parts("POST", "/v2/models/model/infer", "application/octet-stream", image);
                raw.Fields.Add("Inference-Header-Content-Length: 0");
                return raw;
            case 7:
                return new Parts("POST", "/v2/models/model/infer", "application/json", Text(
                    $$"""{"inputs":[{"name":"image","shape":[2,1],"datatype":"BYTES","data":[["{{base64}}"],["{{base64}}"]]}]}"""));
            case 8:
                var pixels = string.Join(',', Enumerable.Range(0, 12).Select(_ => random.Next(256)));
                return new Parts("POST", "/v2/models/model/infer", "application/json", Text(
                    $$"""{"inputs":[{"name":"pixels","shape":[1,3,2,2],"datatype":"FP32","data":[{{pixels}}]}]}"""));
            case 9:
                return new Parts("POST", "/v2/repository/index", "application/json", Text("""{"ready":true}"""));
            default:
                return new Parts("GET", _routes[random.Next(_routes.Length)], null, []);
        }
    }

    private void Damage(Parts parts, Random random)
    {
        switch (random.Next(14))
        {
            case 0:
                parts.Method = Methods[random.Next(Methods.Length)];
                parts.IsMalformed |= parts.Method is "CONNECT" or "" || parts.Method.Contains('\u00d6', StringComparison.Ordinal);
                break;
            case 1:
                parts.Path = _routes[random.Next(_routes.Length)];
                break;
            case 2:
                parts.Path = PathOf(parts.Path, random);
                break;
            case 3:
                parts.Type = random.Next(5) == 0 ? null : Types[random.Next(Types.Length)];
                break;
            case 4:
                var field = Fields[random.Next(Fields.Length)];
                parts.Fields.Add(field);
                parts.IsMalformed |= field.StartsWith("Transfer-", StringComparison.Ordinal) || field.StartsWith("Content-L", StringComparison.Ordinal);
                break;
            case 5:
                parts.Fields.Add($"Inference-Header-Content-Length: {Numbers[random.Next(Numbers.Length)]}");
                break;
            case 6:
                parts.Fields.Add($"X-{new string('a', random.Next(100))}: {new string((char)random.Next(1, 256), random.Next(20_000))}");
                parts.IsMalformed = true;
                break;
            case 7:
                parts.Length = Numbers[random.Next(Numbers.Length)];
                parts.IsMalformed = true;
                break;
            case 8:
                parts.Protocol = new[] { "HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "http/1.1", "" }[random.Next(5)];
                parts.IsMalformed = true;
                break;
            case 9:
                parts.Fields.Clear();
                parts.IsMalformed = true;
                break;
            case 10 or 11:
                parts.SetBody(Replace(parts.Body, random));
                break;
            default:
                parts.SetBody(Bytes(parts.Body, random, parts.Body.Length));
                break;
        }
    }

    private static string PathOf(string path, Random random)
    {
        string[] pieces =
        [
            "%00", "%0d%0a", "%2e%2e/", "/", "//", "\\", "%ff", "%", "?top=", "&top=-1", "?top=999999999999", "?x=%", ";", "#", "\u00e9", "{model}",
            "%u0041",
        ];
        var at = random.Next(path.Length + 1);
        return random.Next(4) == 0 ? path[..at] + new string('a', random.Next(9000)) : path[..at] + pieces[random.Next(pieces.Length)] + path[at..];
    }

    /// <summary>Replaces a number, a word or a mark of a text by another.</summary>
    private static byte[] Replace(byte[] body, Random random)
    {
        string[] words =
        [
            .. Numbers, "\"image\"", "\"pixels\"", "\"Score\"", "\"BYTES\"", "\"FP32\"", "\"INT64\"", "\"\\ud800\"", "\"\\u0000\"", "inputs", "outputs",
            "[[[[[[[[", "{\"a\":", "\r\n", "--b\r\n", "--b--", "name=\"image\"", "filename=\"../../x\"", "\ufeff", "\u0000", ",", ":",
        ];
        var text = Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, 4000));
        var marks = Enumerable.Range(0, text.Length).Where(i => text[i] is ':' or ',' or '[' or ']' or '{' or '}' or '\n').ToArray();
        if (marks.Length == 0)
        {
            return [.. Encoding.UTF8.GetBytes(words[random.Next(words.Length)]), .. body];
        }

        var first = random.Next(marks.Length);
        var from = marks[first] + random.Next(2);
        var to = Math.Max(from, random.Next(3) == 0 ? from : first + 1 < marks.Length ? marks[first + 1] : text.Length);
        return [.. body[..from], .. Encoding.UTF8.GetBytes(words[random.Next(words.Length)]), .. body[to..]];
    }

    /// <summary>Flips, cuts, repeats, inserts or overwrites bytes before an end.</summary>
    private static byte[] Bytes(byte[] bytes, Random random, int end)
    {
        if (end == 0)
        {
            var noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            return noise;
        }

        var at = random.Next(end);
        var length = random.Next(Math.Min(200, end - at)) + 1;
        switch (random.Next(6))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + length)..]];
            case 2:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 3:
                var noise = new byte[length];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            default:
                byte[] flipped = [.. bytes];
                for (var flips = 1 + random.Next(8); flips > 0; flips--)
                {
                    flipped[random.Next(end)] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
        }
    }

    private static Parts Binary(byte[] image, string json)
    {
        var tensor = new byte[image.Length + 4];
        BinaryPrimitives.WriteInt32LittleEndian(tensor, image.Length);
        image.CopyTo(tensor, 4);
        var head = Text(json.Replace("@", Report.Text($"{tensor.Length}"), StringComparison.Ordinal));
        var parts = new Parts("POST", "/v2/models/model/infer", "application/octet-stream", [.. head, .. tensor]);
        parts.Fields.Add(Report.Text($"Inference-Header-Content-Length: {head.Length}"));
        return parts;
    }

    private static byte[] Multipart(byte[] image) =>
    [
        .. "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"u8, .. image, .. "\r\n--b--\r\n"u8,
    ];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var data = bitmap.Encode(format, 80);
        return data.ToArray();
    }

    /// <summary>16 x 16 pixels of 24 bits.</summary>
    private static byte[] Bmp()
    {
        var file = new byte[54 + (16 * 48)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), 16);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), 16);
        file[26] = 1;
        file[28] = 24;
        return file;
    }

    /// <summary>One pixel.</summary>
    private static byte[] Gif() =>
        [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0, 0x3B];

    private sealed class Parts(string method, string path, string? type, byte[] body)
    {
        public string Method { get; set; } = method;

        public string Path { get; set; } = path;

        public string Protocol { get; set; } = "HTTP/1.1";

        public string? Type { get; set; } = type;

        public string? Length { get; set; } = method == "GET" ? null : Report.Text($"{body.Length}");

        public List<string> Fields { get; } = ["Host: localhost"];

        public byte[] Body { get; private set; } = body;

        public bool IsMalformed { get; set; }

        public void SetBody(byte[] bytes)
        {
            Body = bytes;
            // A wrong length stays wrong.
            Length = IsMalformed ? Length : Report.Text($"{bytes.Length}");
        }
    }
}
