using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlNetCnn.Hosting;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Servers of the classifier "flowers", and what their tests have in common.</summary>
internal static class ClassifyServer
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a server.</summary>
    public static Task<TestServerHost> StartAsync(
        ServerFixture fixture, Action<HostedModelOptions>? model = null, Action<InferenceOptions>? options = null, string pattern = "/classify/{model}") =>
        TestServerHost.StartAsync(
            services =>
            {
                services.AddImageClassifier("flowers", flowers =>
                {
                    flowers.FromFile(fixture.Model);
                    model?.Invoke(flowers);
                });
                services.Configure<InferenceOptions>(inference =>
                {
                    inference.Threads = 1;
                    options?.Invoke(inference);
                });
            },
            app =>
            {
                app.MapImageClassifier(pattern);
                app.MapImageClassifierHealth();
            });

    public static Task<HttpResponseMessage> PostAsync(this TestServerHost server, byte[] body, string? type = "image/jpeg", string path = "/classify/flowers")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return server.Client.PostAsync(path, content, Token);
    }

    /// <summary>Reads a successful answer.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(text);
    }

    /// <summary>Checks an error and its Problem Details.</summary>
    public static async Task<JsonElement> AssertProblemAsync(this HttpResponseMessage response, int status, string code, string? model = "flowers")
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True((int)response.StatusCode == status, $"{response.StatusCode} instead of {status}: {text}");
        return AssertProblem(text, response.Content.Headers.ContentType?.ToString(), status, code, model);
    }

    public static JsonElement AssertProblem(string text, string? contentType, int status, string code, string? model = "flowers")
    {
        Assert.Equal("application/problem+json", contentType);
        var problem = JsonElement.Parse(text);
        var actual = problem.GetProperty("code").GetString();
        Assert.Contains(actual, code.Split('|'));
        Assert.Equal($"urn:mlnetcnn:{actual}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Equal(model, problem.TryGetProperty("model", out var name) ? name.GetString() : null);
        Assert.DoesNotContain(Path.GetTempPath().TrimEnd('/'), text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return problem;
    }

    /// <summary>Compares an answer with a prediction of the same bytes without a server.</summary>
    public static void AssertEqual(ImagePrediction expected, IReadOnlyList<string> classNames, JsonElement actual)
    {
        Assert.Equal(expected.Label, actual.GetProperty("label").GetString());
        Assert.Equal(expected.Probability, actual.GetProperty("probability").GetSingle());
        var classes = actual.GetProperty("classes").EnumerateArray()
            .Select(item => (item.GetProperty("label").GetString()!, item.GetProperty("probability").GetSingle())).ToArray();
        Assert.Equal(expected.Top(classNames.Count).Select(item => (item.Label, item.Probability)), classes);
    }

    /// <summary>Checks that nothing was logged that an operator would have to look at.</summary>
    public static void AssertNoErrorLogged(this TestServerHost server) =>
        Assert.Equal("", string.Join('\n', server.Log.Where(line => line.Level >= LogLevel.Warning)));

    /// <summary>Sends bytes on a connection of their own.</summary>
    public static async Task<NetworkStream> SendAsync(this TestServerHost server, string text)
    {
        var connection = await server.ConnectAsync();
        await connection.WriteAsync(Encoding.Latin1.GetBytes(text), Token);
        return connection;
    }

    /// <summary>Reads an answer to its end, or what the server sends until it closes the connection.</summary>
    public static async Task<string> ReadToEndAsync(this NetworkStream connection)
    {
        using var bytes = new MemoryStream();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        end.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            var buffer = new byte[65536];
            while (!IsWhole(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) && await connection.ReadAsync(buffer, end.Token) is > 0 and var read)
            {
                bytes.Write(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            // Reset after the answer, since the server did not read all that was sent.
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    // By its length, if it has one: the server waits some seconds for the rest of a body before it closes a connection.
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        var length = head < 0 ? -1 : answer[..head].IndexOf("Content-Length: "u8);
        return length >= 0 && Utf8Parser.TryParse(answer[(length + 16)..head], out int count, out _) && answer.Length >= head + 4 + count;
    }

    /// <summary>Checks an answer that was read from a connection.</summary>
    public static void AssertProblem(string response, int status, string code)
    {
        var head = response[..response.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        var body = response[(head.Length + 4)..];
        AssertProblem(
            body[body.IndexOf('{', StringComparison.Ordinal)..(body.LastIndexOf('}') + 1)],
            head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))?[14..], status, code);
    }

    /// <summary>Waits until something is true.</summary>
    public static async Task UntilAsync(Func<bool> isTrue, string what)
    {
        for (var i = 0; !isTrue(); i++)
        {
            Assert.True(i < 3000, $"not within 30 seconds: {what}");
            await Task.Delay(10, Token);
        }
    }
}
