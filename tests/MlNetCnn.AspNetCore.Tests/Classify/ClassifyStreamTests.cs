using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MlNetCnn.Hosting;
using Xunit;
using static MlNetCnn.AspNetCore.Tests.ClassifyServer;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Tests streams of lines (NDJSON).</summary>
public sealed class ClassifyStreamTests(ServerFixture fixture)
{
    private const string Ndjson = "application/x-ndjson";

    [Fact]
    public async Task Post_Lines_AreAnsweredInOrder()
    {
        await using var server = await StartAsync(fixture, options: options => options.Threads = 2);
        var kinds = new[] { "jpeg", "png", "empty", "webp", "corrupt png", "large jpeg", "gif", "html" };
        var bodies = kinds.Select(ImageBodies.Create).ToArray();
        var lines = string.Concat(Enumerable.Range(0, 200).Select(i => Line($"{i}", bodies[i % bodies.Length])));
        using var response = await server.PostAsync(Encoding.UTF8.GetBytes(lines), Ndjson);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Ndjson, response.Content.Headers.ContentType?.ToString());
        Assert.Equal("1", response.Headers.GetValues("X-Model-Version").Single());
        var answers = await AnswersAsync(response);
        Assert.Equal(200, answers.Length);
        for (var i = 0; i < answers.Length; i++)
        {
            Assert.Equal($"{i}", answers[i].GetProperty("id").GetString());
            var expected = fixture.Offline.Predict(bodies[i % bodies.Length]);
            if (expected.Error is { } error)
            {
                Assert.Equal(
                    (error.Code, error.Reason),
                    (answers[i].GetProperty("error").GetProperty("code").GetString(), answers[i].GetProperty("error").GetProperty("reason").GetString()));
                Assert.False(answers[i].TryGetProperty("label", out _));
            }
            else
            {
                AssertEqual(expected, fixture.Offline.ClassNames, answers[i]);
            }
        }

        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_Lines_AreAnsweredWhileTheBodyIsSent()
    {
        await using var server = await StartAsync(fixture);
        using var connection = await server.SendAsync(
            $"POST /classify/flowers?top=1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Ndjson}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        var buffer = new byte[16 << 10];
        var text = "";
        for (var i = 0; i < 5; i++)
        {
            var line = Line($"number {i}", fixture.Photo);
            await connection.WriteAsync(Encoding.UTF8.GetBytes($"{line.Length:x}\r\n{line}\r\n"), Token);
            while (!text.Contains($"\"number {i}\"", StringComparison.Ordinal))
            {
                var count = await connection.ReadAsync(buffer, Token);
                Assert.NotEqual(0, count);
                text += Encoding.UTF8.GetString(buffer, 0, count);
            }
        }

        await connection.WriteAsync("0\r\n\r\n"u8.ToArray(), Token);
        Assert.EndsWith("0\r\n\r\n", text + await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "LINE_INVALID")]
    [InlineData("[]", "LINE_INVALID")]
    [InlineData("\"text\"", "LINE_INVALID")]
    [InlineData("{\"id\":\"x\"}", "LINE_INVALID")]
    [InlineData("{\"id\":1,\"image\":\"\"}", "LINE_INVALID")]
    [InlineData("{\"id\":\"x\",\"image\":null}", "LINE_INVALID")]
    [InlineData("{\"id\":\"x\",\"image\":\"/9j\"}", "LINE_INVALID")]
    [InlineData("{\"id\":\"x\",\"image\":\"not base64!\"}", "LINE_INVALID")]
    [InlineData("{\"id\":\"x\",\"image\":\"\\ud800\"}", "LINE_INVALID")]
    [InlineData("{\"id\":\"x\",\"image\":\"AAAA\"", "LINE_INVALID")]
    [InlineData("{\"id\":\"x\",\"image\":\"AAAA\"} {}", "LINE_INVALID")]
    [InlineData("{\"id\":\"x\",\"image\":\"\"}", "IMG_EMPTY")]
    [InlineData("{\"id\":\"x\",\"image\":\"AAAA\"}", "IMG_UNSUPPORTED")]
    public async Task Post_BadLine_IsAnsweredAndTheNextOnesToo(string bad, string code)
    {
        await using var server = await StartAsync(fixture);
        var good = Line("good", fixture.Photo);
        using var response = await server.PostAsync(Encoding.UTF8.GetBytes($"{good}\r\n\n{bad}\n{good.TrimEnd()}"), Ndjson);
        var answers = await AnswersAsync(response);
        Assert.Equal(3, answers.Length);
        Assert.Equal(code, answers[1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(["good", "good"], new[] { answers[0], answers[2] }.Select(answer => answer.GetProperty("id").GetString()));
        AssertEqual(fixture.Offline.Predict(fixture.Photo), fixture.Offline.ClassNames, answers[2]);
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_DeepLine_IsRejected()
    {
        await using var server = await StartAsync(fixture);
        using var response = await server.PostAsync(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 10_000) + "\n"), Ndjson);
        Assert.Equal("LINE_INVALID", (await AnswersAsync(response)).Single().GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Post_EscapedAndLaterProperties_AreRead()
    {
        await using var server = await StartAsync(fixture);
        var base64 = Convert.ToBase64String(fixture.Photo);
        Assert.Contains('+', base64);
        var escaped = base64.Replace("+", "\\u002B", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);
        using var response = await server.PostAsync(Encoding.UTF8.GetBytes($$"""{"more":{"id":[1]},"image":"{{escaped}}","id":"\u00e9"}"""), Ndjson);
        var answer = (await AnswersAsync(response)).Single();
        Assert.Equal("é", answer.GetProperty("id").GetString());
        AssertEqual(fixture.Offline.Predict(fixture.Photo), fixture.Offline.ClassNames, answer);
    }

    [Fact]
    public async Task Post_LongLines_AreRejectedAndSkipped()
    {
        await using var server = await StartAsync(fixture, model => model.MaxImageBytes = 100_000);
        byte[] largest = [.. fixture.Photo, .. new byte[100_000 - fixture.Photo.Length]];
        var lines = Line("largest", largest) + Line("over", [.. largest, 0]) + Line("far over", new byte[3_000_000]) + Line("last", fixture.Photo);
        using var response = await server.PostAsync(Encoding.UTF8.GetBytes(lines), Ndjson);
        var answers = await AnswersAsync(response);
        Assert.Equal(4, answers.Length);
        Assert.Equal("largest", answers[0].GetProperty("id").GetString());
        Assert.Equal("IMG_TOO_LARGE", answers[1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("IMG_TOO_LARGE", answers[2].GetProperty("error").GetProperty("code").GetString());
        AssertEqual(fixture.Offline.Predict(fixture.Photo), fixture.Offline.ClassNames, answers[3]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n \n")]
    public async Task Post_NoLines_AreNoAnswers(string body)
    {
        await using var server = await StartAsync(fixture);
        using var response = await server.PostAsync(Encoding.UTF8.GetBytes(body), Ndjson);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Ndjson, response.Content.Headers.ContentType?.ToString());
        Assert.Empty(await AnswersAsync(response));
    }

    [Fact]
    public async Task Post_BodyThatIsLargerThanAnyLimit_IsAnswered()
    {
        // More bytes than Kestrel allows by default, and than may be in memory.
        await using var server = await StartAsync(fixture, model => model.MaxImageBytes = 500_000, options => options.MaxQueuedBytes = 1_500_000);
        var line = Encoding.UTF8.GetBytes(Line("a", [.. fixture.Photo, .. new byte[400_000]]));
        using var response = await server.PostAsync([.. Enumerable.Range(0, 80).SelectMany(_ => line)], Ndjson);
        var answers = await AnswersAsync(response);
        Assert.Equal(80, answers.Length);
        Assert.All(answers, answer => Assert.True(answer.TryGetProperty("label", out _)));
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_LinesWhileTheQueueIsFull_Wait()
    {
        await using var server = await StartAsync(fixture, model => model.QueueCapacity = 1);
        var classifier = server.Pool.Get("flowers");
        using var other = classifier.BeginRequest(cancellationToken: Token);
        using var content = new StringContent(Line("a", fixture.Photo) + Line("b", fixture.Photo) + Line("c", fixture.Photo));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(Ndjson);
        var sending = server.Client.PostAsync("/classify/flowers", content, Token);
        other.Enter();
        await Task.Delay(200, Token);
        other.Dispose();
        using var response = await sending;
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            // The queue was full before the first line: nothing of the body was read.
            await response.AssertProblemAsync(503, "QUEUE_FULL");
            return;
        }

        var answers = await AnswersAsync(response);
        Assert.Equal(["a", "b", "c"], answers.Where(answer => answer.TryGetProperty("label", out _)).Select(answer => answer.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Post_LineThatTimesOut_EndsTheStream()
    {
        await using var server = await StartAsync(fixture, options: options => options.RequestTimeout = TimeSpan.FromSeconds(1));
        var line = Line("a", fixture.Photo);
        using var connection = await server.SendAsync(
            $"POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Ndjson}\r\nContent-Length: 1000000\r\n\r\n{line}{line[..100]}");
        var text = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 ", text, StringComparison.Ordinal);
        Assert.Contains("\"label\"", text, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"TIMEOUT\"", text, StringComparison.Ordinal);
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_FirstLineThatTimesOut_IsAnError()
    {
        await using var server = await StartAsync(fixture, options: options => options.RequestTimeout = TimeSpan.FromSeconds(1));
        using var connection = await server.SendAsync(
            $"POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Ndjson}\r\nContent-Length: 1000000\r\n\r\n{{");
        AssertProblem(await connection.ReadToEndAsync(), 504, "TIMEOUT");
        server.AssertNoErrorLogged();
    }

    [Fact]
    public async Task Post_StreamThatBreaksOff_LeavesNothing()
    {
        await using var server = await StartAsync(fixture, model => model.MaxImageBytes = 50_000, options => options.MaxQueuedBytes = 100_000);
        var line = Line("a", fixture.Photo);
        for (var i = 0; i < 20; i++)
        {
            using var connection = await server.SendAsync(
                $"POST /classify/flowers HTTP/1.1\r\nHost: localhost\r\nContent-Type: {Ndjson}\r\nContent-Length: 1000000\r\n\r\n{line}{line}{line[..^20]}");
            if (i % 2 == 0)
            {
                connection.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
            }

            await Task.Delay(10, Token);
        }

        var classifier = server.Pool.Get("flowers");
        await UntilAsync(
            () =>
            {
                using var request = classifier.BeginRequest(cancellationToken: Token);
                try
                {
                    request.AddBytes(100_000);
                    return true;
                }
                catch (InferenceRejectedException)
                {
                    return false;
                }
            }, "all bytes are given back");
        server.AssertNoErrorLogged();
    }

    private static string Line(string id, byte[] image) => $$"""{"id":"{{id}}","image":"{{Convert.ToBase64String(image)}}"}""" + "\n";

    private static async Task<JsonElement[]> AnswersAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }
}
