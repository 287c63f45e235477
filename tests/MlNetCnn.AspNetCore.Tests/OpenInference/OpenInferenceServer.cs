using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests.OpenInference;

/// <summary>A server of the protocol with one model, "flowers".</summary>
internal sealed class OpenInferenceServer(TestServerHost host) : IAsyncDisposable
{
    public const string Infer = "/v2/models/flowers/infer";

    public TestServerHost Host => host;

    public static async Task<OpenInferenceServer> StartAsync(
        ServerFixture fixture, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null, Action<IWebHostBuilder>? server = null) =>
        new(await TestServerHost.StartAsync(
            all =>
            {
                all.AddImageClassifier("flowers", options => options.FromFile(fixture.Model));
                services?.Invoke(all);
            },
            map ?? (app => app.MapOpenInferenceRest()),
            server));

    /// <summary>Sends a request whose body is JSON.</summary>
    public Task<Answer> PostAsync(string json, string path = Infer) =>
        SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(json), "application/json");

    /// <summary>Sends a request whose body is JSON and binary data.</summary>
    public Task<Answer> PostAsync(string json, byte[] data)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return SendAsync(
            HttpMethod.Post, Infer, [.. bytes, .. data], "application/octet-stream", bytes.Length.ToString(CultureInfo.InvariantCulture));
    }

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, byte[]? body = null, string? contentType = null, string? headerLength = null, Action<HttpRequestMessage>? change = null)
    {
        using var message = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        if (headerLength is not null)
        {
            message.Headers.TryAddWithoutValidation("Inference-Header-Content-Length", headerLength);
        }

        change?.Invoke(message);
        using var response = await host.Client.SendAsync(message, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}

/// <summary>An answer of a server.</summary>
internal sealed record Answer(HttpStatusCode Status, string? ContentType, int? HeaderLength, byte[] Body, string? Allow, string? RetryAfter)
{
    /// <summary>The JSON, without binary data.</summary>
    public string Text => Encoding.UTF8.GetString(Body, 0, HeaderLength ?? Body.Length);

    public byte[] Data => Body[(HeaderLength ?? Body.Length)..];

    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The error; fails if the body has anything else.</summary>
    public string Error
    {
        get
        {
            Assert.Equal("application/json", ContentType);
            Assert.Null(HeaderLength);
            var (name, value) = Assert.Single(Json.AsObject());
            Assert.Equal("error", name);
            Assert.Equal(JsonValueKind.String, value!.GetValueKind());
            return value.GetValue<string>();
        }
    }

    /// <summary>The data of an output in JSON.</summary>
    public JsonArray Output(string name) => Named(name)["data"]!.AsArray();

    public JsonNode Named(string name) => Json["outputs"]!.AsArray().Single(output => output!["name"]!.GetValue<string>() == name)!;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var length = response.Headers.TryGetValues("Inference-Header-Content-Length", out var values)
            ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : (int?)null;
        return new Answer(
            response.StatusCode, response.Content.Headers.ContentType?.ToString(), length,
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.Allow.SingleOrDefault(), response.Headers.RetryAfter?.ToString());
    }
}
