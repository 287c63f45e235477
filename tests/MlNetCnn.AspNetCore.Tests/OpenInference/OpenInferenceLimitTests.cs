using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using MlNetCnn.Hosting;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests.OpenInference;

public class OpenInferenceLimitTests(ServerFixture fixture)
{
    private const int Limit = 100_000;

    private string Json => $$"""{"inputs":[{"name":"image","shape":[1],"datatype":"BYTES","data":["{{Convert.ToBase64String(fixture.Photo)}}"]}]}""";

    [Fact]
    public async Task A_body_is_accepted_up_to_the_limit_with_a_length_and_without()
    {
        await using var server = await StartAsync(options => options.MaxRequestBytes = Limit);
        foreach (var isChunked in new[] { false, true })
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, Padded(Limit), isChunked)).Status);
            var answer = await SendAsync(server, Padded(Limit + 1), isChunked);
            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "the request body is too large"), (answer.Status, answer.Error));
            answer = await SendAsync(server, [], isChunked);
            Assert.Equal((HttpStatusCode.BadRequest, "the body is empty"), (answer.Status, answer.Error));
        }
    }

    [Fact]
    public async Task A_body_above_the_default_limit_of_the_server_is_accepted()
    {
        // Kestrel's own limit is 30,000,000 bytes.
        await using var server = await StartAsync();
        var body = Padded(40_000_000);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, body, isChunked: false)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, body, isChunked: true)).Status);
    }

    [Fact]
    public async Task A_limit_of_the_application_is_kept()
    {
        await using var server = await OpenInferenceServer.StartAsync(
            fixture, map: app => app.MapOpenInferenceRest().WithMetadata(new OwnLimit(fixture.Photo.Length)));

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Post, OpenInferenceServer.Infer, fixture.Photo, null, "0")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(server, Padded(50_000), isChunked: false)).Status);
        try
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(server, Padded(50_000), isChunked: true)).Status);
        }
        catch (HttpRequestException exception) when (exception.InnerException is IOException)
        {
            // Kestrel closes the connection after its answer, which may be while the client still sends.
        }
    }

    [Fact]
    public async Task A_client_that_waits_uploads_nothing_that_is_refused()
    {
        await using var server = await StartAsync(options => options.MaxRequestBytes = Limit);
        foreach (var (path, length, headers, status) in new[]
        {
            (OpenInferenceServer.Infer, 10_000_000, "", "413"),
            ("/v2/models/roses/infer", 1000, "", "404"),
            ("/v2/models/flowers/versions/7/infer", 1000, "", "404"),
            (OpenInferenceServer.Infer, 1000, "Content-Encoding: gzip\r\n", "415"),
            (OpenInferenceServer.Infer, 1000, "Content-Type: text/plain\r\n", "415"),
            (OpenInferenceServer.Infer, 1000, "Inference-Header-Content-Length: 1001\r\n", "400"),
            ("/v2/health/live", 1000, "", "405"),
        })
        {
            await using var connection = await server.Host.ConnectAsync();
            await connection.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n{headers}Content-Length: {length}\r\n\r\n"),
                TestContext.Current.CancellationToken);
            var line = await new StreamReader(connection).ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith($"HTTP/1.1 {status} ", line);
        }
    }

    [Fact]
    public async Task The_number_of_images_is_limited()
    {
        await using var server = await StartAsync(options => options.MaxImages = 2);
        string Request(int images) => $$"""{"inputs":[{"name":"image","shape":[{{images}}],"datatype":"BYTES","data":[{{string.Join(
            ",", Enumerable.Repeat($"\"{Convert.ToBase64String(fixture.Photo)}\"", images))}}]}]}""";

        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Request(2))).Status);
        var answer = await server.PostAsync(Request(3));
        Assert.Equal((HttpStatusCode.BadRequest, "a request can have 1..2 images, not 3"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task An_image_above_its_own_limit_is_refused()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture, services =>
            services.Configure<HostedModelOptions>("flowers", options => options.MaxImageBytes = fixture.Photo.Length - 1));

        var answer = await server.PostAsync(Json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("inputs[0][0]: IMG_TOO_LARGE: ", answer.Error);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("gzip, identity")]
    [InlineData("unknown")]
    public async Task Compressed_requests_are_refused(string encoding)
    {
        await using var server = await StartAsync();
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Json));
        }

        foreach (var path in new[] { OpenInferenceServer.Infer, "/v2/repository/index" })
        {
            var answer = await server.SendAsync(
                HttpMethod.Post, path, compressed.ToArray(), change: message => message.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding));
            Assert.Equal(
                (HttpStatusCode.UnsupportedMediaType, "compressed requests are not supported"), (answer.Status, answer.Error));
        }
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; charset=\"UTF-8\"", true)]
    [InlineData("application/octet-stream", true)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("text/plain", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    [InlineData("image/jpeg", false)]
    [InlineData("nonsense", false)]
    public async Task Content_types_are_those_of_the_protocol(string? type, bool isAccepted)
    {
        await using var server = await StartAsync();

        var answer = await server.SendAsync(HttpMethod.Post, OpenInferenceServer.Infer, Encoding.UTF8.GetBytes(Json), type);

        Assert.Equal(isAccepted ? HttpStatusCode.OK : HttpStatusCode.UnsupportedMediaType, answer.Status);
        if (!isAccepted)
        {
            Assert.StartsWith($"the content type '{type}' is not supported", answer.Error);
        }
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("x")]
    [InlineData("0x10")]
    [InlineData("1 ,2")]
    [InlineData("999999")]
    [InlineData("99999999999999999999")]
    public async Task A_wrong_header_is_refused(string header)
    {
        await using var server = await StartAsync();
        foreach (var isChunked in new[] { false, true })
        {
            var answer = await SendAsync(server, Encoding.UTF8.GetBytes(Json), isChunked, header);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal("Inference-Header-Content-Length must be an integer from 0 to the length of the body", answer.Error);
        }
    }

    [Fact]
    public async Task A_header_of_the_whole_body_is_accepted_and_a_shorter_one_is_not()
    {
        await using var server = await StartAsync();
        var body = Encoding.UTF8.GetBytes(Json);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, body, false, body.Length.ToString(CultureInfo.InvariantCulture))).Status);
        Assert.StartsWith("the JSON is invalid", (await SendAsync(server, body, false, (body.Length - 1).ToString(CultureInfo.InvariantCulture))).Error);
        body = [.. body, 32];
        Assert.StartsWith(
            "after the JSON are 1 bytes", (await SendAsync(server, body, false, (body.Length - 1).ToString(CultureInfo.InvariantCulture))).Error);
    }

    [Fact]
    public async Task Full_memory_and_a_full_queue_are_answered_503_and_leave_nothing_behind()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture, services =>
        {
            services.Configure<InferenceOptions>(options => options.MaxQueuedBytes = 60_000);
            services.Configure<HostedModelOptions>("flowers", options => options.MaxImageBytes = 50_000);
        });
        for (var i = 0; i < 3; i++)
        {
            var answer = await SendAsync(server, Padded(70_000), isChunked: false);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (answer.Status, answer.RetryAfter));
            Assert.StartsWith("MEMORY_FULL: ", answer.Error);
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, Padded(50_000), isChunked: false)).Status);
        }
    }

    [Fact]
    public async Task A_full_queue_is_answered_503_before_the_body_is_read()
    {
        await using var server = await OpenInferenceServer.StartAsync(
            fixture, services => services.Configure<HostedModelOptions>("flowers", options => options.QueueCapacity = 2));
        using (var other = server.Host.Pool.Get("flowers").BeginRequest(cancellationToken: TestContext.Current.CancellationToken))
        {
            other.Enter(2);
            await using var connection = await server.Host.ConnectAsync();
            await connection.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {OpenInferenceServer.Infer} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n"),
                TestContext.Current.CancellationToken);
            Assert.StartsWith("HTTP/1.1 503 ", await new StreamReader(connection).ReadLineAsync(TestContext.Current.CancellationToken));
            var answer = await server.PostAsync(Json);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "1", "QUEUE_FULL: too many images are waiting"), (answer.Status, answer.RetryAfter, answer.Error));
        }

        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Json)).Status);
    }

    [Fact]
    public async Task A_client_that_leaves_is_no_error()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await using var connection = await server.Host.ConnectAsync();
            await connection.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {OpenInferenceServer.Infer} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{{\"inputs\":["),
                TestContext.Current.CancellationToken);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync(Json)).Status);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(server.Host.Log, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task Requests_at_the_same_time_get_their_own_answers()
    {
        await using var server = await OpenInferenceServer.StartAsync(
            fixture, services => services.Configure<HostedModelOptions>("flowers", options => options.QueueCapacity = 1000));
        var photos = Enumerable.Range(0, 8).Select(i => File.ReadAllBytes(TestPictures.Write(
            fixture.File($"{Guid.NewGuid():N}.jpg"), 40 + (7 * i), 60 - (3 * i), SkiaSharp.SKEncodedImageFormat.Jpeg, photo: i % 3))).ToArray();
        var expected = photos.Select(photo => fixture.Offline.Predict(photo).Scores.SelectMany(score => BitConverter.GetBytes(score)).ToArray()).ToArray();

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var answer = await server.SendAsync(HttpMethod.Post, OpenInferenceServer.Infer, photos[i % 8], null, "0");
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal(expected[i % 8], answer.Data[..20]);
        });
    }

    private static Task<Answer> SendAsync(OpenInferenceServer server, byte[] body, bool isChunked, string? headerLength = null) =>
        server.SendAsync(HttpMethod.Post, OpenInferenceServer.Infer, body, "application/json", headerLength, message =>
        {
            message.Headers.TransferEncodingChunked = isChunked;
            message.Headers.ExpectContinue = true;
        });

    private Task<OpenInferenceServer> StartAsync(Action<OpenInferenceOptions>? configure = null) =>
        OpenInferenceServer.StartAsync(fixture, services => services.Configure(configure ?? (_ => { })));

    private byte[] Padded(int length) => Encoding.UTF8.GetBytes(Json.PadRight(length));

    private sealed class OwnLimit(long bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => bytes;
    }
}
