using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using MlNetCnn.Hosting;
using Xunit;
using static MlNetCnn.AspNetCore.Tests.ClassifyServer;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Tests bodies at and beyond the limits, broken ones and slow ones, and a server that is full.</summary>
public sealed class ClassifyLimitTests(ServerFixture fixture)
{
    private const string Boundary = "limit";

    /// <summary>Multipart bodies that are broken, without the dashes of the last boundary where they matter.</summary>
    public static TheoryData<string> BrokenMultiparts() =>
    [
        "", "--limit", "--limit--\r\n", "no boundary at all", "--other\r\nContent-Disposition: form-data; name=image\r\n\r\nJPEG\r\n--other--\r\n",
        "--limit\r\nContent-Disposition: form-data; name=image; filename=a.jpg\r\n\r\nJPEG",
        "--limit\r\nContent-Disposition: form-data; name=image; filename=a.jpg\r\n",
        "--limit\r\n\r\nJPEG\r\n--limit--\r\n",
        "--limit\r\nContent-Disposition: attachment; filename=a.jpg\r\n\r\nJPEG\r\n--limit--\r\n",
        "--limit\r\nContent-Disposition: form-data; name=photo; filename=a.jpg\r\n\r\nJPEG\r\n--limit--\r\n",
        "--limit\r\nContent-Disposition: form-data; name=text\r\n\r\nJPEG\r\n--limit--\r\n",
        "--limit\r\nContent-Disposition: form-data; name=image; filename=a.jpg\r\n\r\nJPEG\r\n"
            + "--limit\r\nContent-Disposition: form-data; name=file; filename=b.jpg\r\n\r\nJPEG\r\n--limit--\r\n",
        "--limit\r\nno header\r\n\r\nJPEG\r\n--limit--\r\n",
        "--limit\r\nContent-Disposition: form-data; name=image\r\nX-Long: " + new string('a', 40_000) + "\r\n\r\nJPEG\r\n--limit--\r\n",
        "--limit\r\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"X-{i}: 1\r\n"))
            + "Content-Disposition: form-data; name=image\r\n\r\nJPEG\r\n--limit--\r\n",
        "--limit\nContent-Disposition: form-data; name=image\n\nJPEG\n--limit--\n",
    ];

    [Theory]
    [MemberData(nameof(BrokenMultiparts))]
    public async Task Post_BrokenMultipart_IsRejected(string body)
    {
        await using var server = await StartAsync(fixture);
        var bytes = Encoding.Latin1.GetBytes(body.Replace("JPEG", Encoding.Latin1.GetString(fixture.Photo), StringComparison.Ordinal));
        using var response = await server.PostAsync(bytes, $"multipart/form-data; boundary={Boundary}");
        await response.AssertProblemAsync(400, "REQUEST_INVALID");
        server.AssertNoErrorLogged();
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Post_MultipartWithoutBoundary_IsRejected(string type)
    {
        await using var server = await StartAsync(fixture);
        using var content = new ByteArrayContent(fixture.Photo);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await server.Client.PostAsync("/classify/flowers", content, Token);
        await response.AssertProblemAsync(400, "REQUEST_INVALID");
    }

    [Theory]
    [InlineData("image")]
    [InlineData("file")]
    [InlineData("imageData")]
    public async Task Post_MultipartWithFields_FindsTheFile(string name)
    {
        await using var server = await StartAsync(fixture);
        using var content = new MultipartFormDataContent
        {
            { new StringContent("a remark"), "remark" }, { new ByteArrayContent(fixture.Photo), name, "photo.jpg" }, { new StringContent("another"), "more" },
        };
        using var response = await server.Client.PostAsync("/classify/flowers", content, Token);
        AssertEqual(fixture.Offline.Predict(fixture.Photo), fixture.Offline.ClassNames, await response.JsonAsync());
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1_000_000, false)]
    public async Task Post_BodyAtTheLimit_IsCountedToTheByte(int more, bool isAccepted)
    {
        // What follows the end of a JPEG is ignored.
        const int limit = 100_000;
        await using var server = await StartAsync(fixture, model => model.MaxImageBytes = limit);
        byte[] body = [.. fixture.Photo, .. new byte[limit + more - fixture.Photo.Length]];
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/classify/flowers") { Content = new ByteArrayContent(body) };
        chunked.Headers.TransferEncodingChunked = true;
        using var multipart = new MultipartFormDataContent { { new ByteArrayContent(body), "image", "photo.jpg" } };
        foreach (var send in new Func<Task<HttpResponseMessage>>[]
        {
            () => server.PostAsync(body), () => server.Client.SendAsync(chunked, Token), () => server.Client.PostAsync("/classify/flowers", multipart, Token),
        })
        {
            try
            {
                using var response = await send();
                if (isAccepted)
                {
                    await response.JsonAsync();
                }
                else
                {
                    await response.AssertProblemAsync(413, "IMG_TOO_LARGE");
                }
            }
            catch (HttpRequestException) when (!isAccepted)
            {
                // The server closed the connection while the client was still sending.
            }
        }

        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_ImageAboveKestrelsLimit_IsAcceptedIfTheModelAllowsIt()
    {
        await using var server = await StartAsync(fixture, model => model.MaxImageBytes = 40_000_000);
        using var response = await server.PostAsync([.. fixture.Photo, .. new byte[35_000_000]]);
        await response.JsonAsync();
    }

    [Theory]
    [InlineData("image/jpeg", 20_971_521)]
    [InlineData("image/jpeg", 99_999_999_999)]
    [InlineData("multipart/form-data; boundary=a", 99_999_999_999)]
    public async Task Post_TooLargeWithExpect_UploadsNothing(string type, long length)
    {
        await using var server = await StartAsync(fixture);
        for (var i = 0; i < 10; i++)
        {
            using var connection = await server.SendAsync(
                $"POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n");
            AssertProblem(await connection.ReadToEndAsync(), 413, "IMG_TOO_LARGE");
        }
    }

    [Theory]
    [InlineData("/classify/tulips", "image/jpeg", 404, "MODEL_UNKNOWN")]
    [InlineData("/classify/flowers", "text/plain", 415, "MEDIA_TYPE_UNSUPPORTED")]
    [InlineData("/classify/flowers?top=0", "image/jpeg", 400, "OPTION_OUT_OF_RANGE")]
    public async Task Post_RejectedWithExpect_UploadsNothing(string path, string type, int status, string code)
    {
        await using var server = await StartAsync(fixture);
        using var connection = await server.SendAsync(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 100000\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
        var response = await connection.ReadToEndAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", response, StringComparison.Ordinal);
        Assert.Contains(code, response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_AcceptedWithExpect_IsAskedToContinue()
    {
        await using var server = await StartAsync(fixture);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify/flowers") { Content = new ByteArrayContent(fixture.Photo) };
        request.Headers.ExpectContinue = true;
        using var response = await server.Client.SendAsync(request, Token);
        await response.JsonAsync();
    }

    [Fact]
    public async Task Post_WithoutLengthOrBody_IsEmpty()
    {
        await using var server = await StartAsync(fixture);
        using var connection = await server.SendAsync("POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        AssertProblem(await connection.ReadToEndAsync(), 400, "IMG_EMPTY");
    }

    [Fact]
    public async Task Post_BodyThatEndsEarly_IsNoErrorOfTheServer()
    {
        await using var server = await StartAsync(fixture);
        using (var connection = await server.SendAsync("POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc"))
        {
            connection.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            Assert.DoesNotContain("500", (await connection.ReadToEndAsync()).Split("\r\n")[0], StringComparison.Ordinal);
        }

        using var chunked = await server.SendAsync("POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc");
        Assert.StartsWith("HTTP/1.1 400 ", await chunked.ReadToEndAsync(), StringComparison.Ordinal);
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_SlowBody_TimesOut()
    {
        await using var server = await StartAsync(fixture, options: options => options.RequestTimeout = TimeSpan.FromSeconds(1));
        var start = Stopwatch.GetTimestamp();
        using var connection = await server.SendAsync("POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
        AssertProblem(await connection.ReadToEndAsync(), 504, "TIMEOUT");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.5, 30);
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_BodySlowerThanKestrelAllows_IsEndedByIt()
    {
        await using var server = await StartAsync(fixture);
        using var connection = await server.SendAsync("POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
        AssertProblem(await connection.ReadToEndAsync(), 408, "REQUEST_TIMEOUT");
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_QueueFull_IsRejectedBeforeTheBody()
    {
        await using var server = await StartAsync(fixture, model => model.QueueCapacity = 1);
        using (var other = server.Pool.Get("flowers").BeginRequest(cancellationToken: Token))
        {
            other.Enter();
            using var response = await server.PostAsync(fixture.Photo);
            await response.AssertProblemAsync(503, "QUEUE_FULL");
            Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
            using var connection = await server.SendAsync(
                "POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
            AssertProblem(await connection.ReadToEndAsync(), 503, "QUEUE_FULL");
        }

        using var accepted = await server.PostAsync(fixture.Photo);
        await accepted.JsonAsync();
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_MemoryFull_IsRejectedAndReleased()
    {
        await using var server = await StartAsync(fixture, model => model.MaxImageBytes = 100_000, options => options.MaxQueuedBytes = 100_000);
        for (var i = 0; i < 3; i++)
        {
            using var other = server.Pool.Get("flowers").BeginRequest(cancellationToken: Token);
            other.AddBytes(1);
            using var response = await server.PostAsync(new byte[100_000]);
            await response.AssertProblemAsync(503, "MEMORY_FULL");
            Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
            using var accepted = await server.PostAsync(fixture.Photo);
            await accepted.JsonAsync();
        }
    }

    [Fact]
    public async Task Post_ModelNotLoaded_IsUnavailable()
    {
        await using var server = await StartAsync(fixture, model =>
        {
            model.Path = fixture.File("missing.zip");
            model.Optional = true;
        });
        using var response = await server.PostAsync(fixture.Photo);
        await response.AssertProblemAsync(503, "MODEL_NOT_LOADED");
        using var described = await server.Client.GetAsync("/classify/flowers", Token);
        await described.AssertProblemAsync(503, "MODEL_NOT_LOADED");
        Assert.Equal(TimeSpan.FromSeconds(1), described.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Post_ClientLeavesWhileQueued_LeavesTheQueueAndNoErrorInTheLog()
    {
        await using var server = await StartAsync(fixture, model => model.QueueCapacity = 2);
        var classifier = server.Pool.Get("flowers");
        var slow = ImageBodies.Slow;
        var running = classifier.PredictAsync(slow, Token);
        using (await server.SendAsync(
            $"POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Length: {fixture.Photo.Length}\r\n\r\n{Encoding.Latin1.GetString(fixture.Photo)}"))
        {
            await UntilAsync(() => IsFull(classifier), "the request is queued");
            Assert.False(running.IsCompleted);
        }

        await UntilAsync(() => !IsFull(classifier), "the request has left the queue");
        Assert.False(running.IsCompleted);
        await running;
        await UntilAsync(() => server.Log.Any(line => line.Text.Contains("client closed", StringComparison.Ordinal)), "the departure is logged");
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_ClientsLeaveWhileSending_LeaveNothing()
    {
        await using var server = await StartAsync(fixture, model => model.MaxImageBytes = 50_000, options => options.MaxQueuedBytes = 50_000);
        for (var i = 0; i < 20; i++)
        {
            using var connection = await server.SendAsync(
                "POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 45000\r\n\r\n" + new string('a', 40_000));
            if (i % 2 == 0)
            {
                // Reset, not closed in order.
                connection.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
            }

            await Task.Delay(5, Token);
        }

        // All bytes were given back: as many are accepted again.
        byte[] body = [.. fixture.Photo, .. new byte[49_000 - fixture.Photo.Length]];
        for (var i = 0; ; i++)
        {
            using var response = await server.PostAsync(body);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                break;
            }

            Assert.True(i < 500, "the bytes of clients that left are still counted");
            await Task.Delay(10, Token);
        }

        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_TimeoutInTheQueue_TimesOut()
    {
        await using var server = await StartAsync(fixture, options: options => options.RequestTimeout = TimeSpan.FromMilliseconds(100));
        var slow = Enumerable.Range(0, 6).Select(_ => server.Pool.Get("flowers").PredictAsync(ImageBodies.Slow, Token)).ToArray();
        using var response = await server.PostAsync(fixture.Photo);
        await response.AssertProblemAsync(504, "TIMEOUT");
        await ((Task)Task.WhenAll(slow)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task Post_FaultOfTheServer_TellsOnlyATraceId()
    {
        await using var server = await TestServerHost.StartAsync(
            services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IImageClassifierPool, FailingPool>(services),
            app => Microsoft.AspNetCore.Builder.ImageClassifierEndpointRouteBuilderExtensions.MapImageClassifier(app));
        using var response = await server.PostAsync(fixture.Photo);
        var problem = await response.AssertProblemAsync(500, "INTERNAL_ERROR");
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.False(problem.TryGetProperty("detail", out _));
        Assert.Contains(
            server.Log, line => line.Level == Microsoft.Extensions.Logging.LogLevel.Error && line.Text.Contains("the secret", StringComparison.Ordinal));
    }

    private static bool IsFull(IHostedClassifier classifier)
    {
        try
        {
            classifier.BeginRequest().Dispose();
            return false;
        }
        catch (InferenceRejectedException)
        {
            return true;
        }
    }

    private sealed class FailingPool : IImageClassifierPool
    {
        public IReadOnlyList<IHostedClassifier> Classifiers => [];

        public int Threads => 1;

        public bool IsDraining => false;

        public bool TryGet(string name, [NotNullWhen(true)] out IHostedClassifier? classifier) => throw new InvalidOperationException("the secret /tmp/path");

        public IHostedClassifier Get(string name = "") => throw new InvalidOperationException();
    }
}
