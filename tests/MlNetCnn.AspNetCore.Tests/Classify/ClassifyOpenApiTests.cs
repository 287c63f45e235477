using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static MlNetCnn.AspNetCore.Tests.ClassifyServer;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Tests how OpenAPI describes the endpoints.</summary>
public sealed class ClassifyOpenApiTests(ServerFixture fixture)
{
    [Fact]
    public async Task Document_Endpoints_AreDescribed()
    {
        await using var server = await TestServerHost.StartAsync(
            services => services.AddImageClassifier("flowers", o => o.FromFile(fixture.Model)).AddOpenApi(),
            app =>
            {
                app.MapOpenApi();
                app.MapImageClassifier();
                app.MapGroup("/v1").MapImageClassifier("/flowers-only");
                app.MapImageClassifierHealth();
            });
        using var response = await server.Client.GetAsync("/openapi/v1.json", Token);
        var text = await (await server.Client.GetAsync("/openapi/v1.json", Token)).Content.ReadAsStringAsync(Token);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        var document = await response.JsonAsync();
        var paths = document.GetProperty("paths");
        Assert.Equal(
            ["/classify/{model}", "/health/live", "/health/ready", "/health/startup", "/v1/flowers-only"],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));

        var path = paths.GetProperty("/classify/{model}");
        Assert.Equal(["get", "post"], path.EnumerateObject().Select(operation => operation.Name).Order(StringComparer.Ordinal));
        var post = path.GetProperty("post");
        Assert.Equal("ClassifyImage", post.GetProperty("operationId").GetString());
        Assert.NotEmpty(post.GetProperty("summary").GetString()!);
        Assert.Contains("multipart/form-data", post.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [("model", "path", true), ("top", "query", false)],
            post.GetProperty("parameters").EnumerateArray().Select(parameter => (
                parameter.GetProperty("name").GetString(), parameter.GetProperty("in").GetString(),
                parameter.TryGetProperty("required", out var required) && required.GetBoolean())));
        var content = post.GetProperty("requestBody").GetProperty("content");
        Assert.Contains("image/jpeg", content.EnumerateObject().Select(type => type.Name));
        Assert.Contains("multipart/form-data", content.EnumerateObject().Select(type => type.Name));
        Assert.Contains("application/x-ndjson", content.EnumerateObject().Select(type => type.Name));
        Assert.Equal("binary", Resolve(document, content.GetProperty("image/jpeg").GetProperty("schema")).GetProperty("format").GetString());
        Assert.Equal(
            ["200", "400", "404", "408", "413", "415", "500", "503", "504"],
            post.GetProperty("responses").EnumerateObject().Select(status => status.Name).Order());
        var result = Resolve(
            document, post.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema"));
        Assert.Equal(
            ["model", "version", "label", "probability", "classes"], result.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        var problem = Resolve(
            document, post.GetProperty("responses").GetProperty("413").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema"));
        Assert.True(problem.GetProperty("properties").TryGetProperty("code", out _));

        Assert.Equal("GetImageClassifier", path.GetProperty("get").GetProperty("operationId").GetString());
        var other = paths.GetProperty("/v1/flowers-only").GetProperty("post");
        Assert.Equal("ClassifyImageV1FlowersOnly", other.GetProperty("operationId").GetString());
        Assert.Equal(["top"], other.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.True(paths.GetProperty("/health/ready").GetProperty("get").GetProperty("responses").TryGetProperty("503", out _));
    }

    /// <summary>Follows a reference to a schema.</summary>
    private static JsonElement Resolve(JsonElement document, JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]) : schema;
}
