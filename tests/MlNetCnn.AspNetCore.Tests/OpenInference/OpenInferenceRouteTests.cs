using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MlNetCnn.Hosting;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests.OpenInference;

public class OpenInferenceRouteTests(ServerFixture fixture)
{
    private const string Labels = """["ant","bee","cat","dog","élan"]""";

    [Fact]
    public async Task Each_route_answers_with_or_without_a_trailing_slash()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var sha256 = server.Host.Pool.Get("flowers").Model!.Sha256;
        var version = typeof(OpenInferenceOptions).Assembly.GetName().Version!.ToString(3);
        var model = new JsonObject
        {
            ["name"] = "flowers",
            ["versions"] = new JsonArray("1"),
            ["platform"] = "onnx_onnxv1",
            ["inputs"] = JsonNode.Parse("""[{"name":"image","datatype":"BYTES","shape":[-1]},{"name":"pixels","datatype":"FP32","shape":[-1,3,8,8]}]"""),
            ["outputs"] = JsonNode.Parse("""[{"name":"Score","datatype":"FP32","shape":[-1,5]},{"name":"PredictedLabel","datatype":"BYTES","shape":[-1]}]"""),
            ["properties"] = new JsonObject { ["labels"] = Labels, ["sha256"] = sha256 },
        };
        var expected = new (string Path, JsonNode Json)[]
        {
            ("/v2", JsonNode.Parse($$"""{"name":"mlnetcnn","version":"{{version}}","extensions":["binary_tensor_data","classification"]}""")!),
            ("/v2/health/live", JsonNode.Parse("""{"live":true}""")!),
            ("/v2/health/ready", JsonNode.Parse("""{"live":true,"ready":true}""")!),
            ("/v2/models", JsonNode.Parse("""{"models":["flowers"]}""")!),
            ("/v2/models/flowers", model),
            ("/v2/models/flowers/versions/1", model),
            ("/v2/models/flowers/ready", JsonNode.Parse("""{"name":"flowers","ready":true}""")!),
            ("/v2/models/flowers/versions/1/ready", JsonNode.Parse("""{"name":"flowers","ready":true}""")!),
        };
        foreach (var (path, json) in expected)
        {
            foreach (var slash in new[] { "", "/" })
            {
                var answer = await server.SendAsync(HttpMethod.Get, path + slash);
                Assert.Equal((HttpStatusCode.OK, "application/json", null), (answer.Status, answer.ContentType, answer.HeaderLength));
                Assert.True(JsonNode.DeepEquals(json, answer.Json), $"{path}{slash}: {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task Other_verbs_are_answered_405_with_the_verb_that_is_allowed()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);
        var routes = new (string Path, string Allowed)[]
        {
            ("/v2", "GET"), ("/v2/health/live", "GET"), ("/v2/health/ready", "GET"), ("/v2/models", "GET"),
            ("/v2/models/flowers", "GET"), ("/v2/models/flowers/versions/1", "GET"),
            ("/v2/models/flowers/ready", "GET"), ("/v2/models/flowers/versions/1/ready", "GET"),
            ("/v2/models/flowers/infer", "POST"), ("/v2/models/flowers/versions/1/infer", "POST"), ("/v2/repository/index", "POST"),
        };
        foreach (var (path, allowed) in routes)
        {
            foreach (var verb in new[] { "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW" }.Where(verb => verb != allowed))
            {
                foreach (var slash in new[] { "", "/" })
                {
                    var answer = await server.SendAsync(new HttpMethod(verb), path + slash);
                    Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (answer.Status, answer.Allow));
                    Assert.Equal($"this path is for {allowed} only", answer.Error);
                }
            }
        }
    }

    [Theory]
    [InlineData("GET", "/v2/nothing", "no such path: /v2/nothing")]
    [InlineData("POST", "/v2/repository/models/flowers/load", "no such path: /v2/repository/models/flowers/load")]
    [InlineData("POST", "/v2/repository/models/flowers/unload", "no such path: /v2/repository/models/flowers/unload")]
    [InlineData("GET", "/v2/models/flowers/stats", "no such path: /v2/models/flowers/stats")]
    [InlineData("GET", "/v2/models/%1b%0a", "unknown model '??'")]
    [InlineData("GET", "/v2/models/roses", "unknown model 'roses'")]
    [InlineData("GET", "/v2/models/Flowers", "unknown model 'Flowers'")]
    [InlineData("GET", "/v2/models/roses/ready", "unknown model 'roses'")]
    [InlineData("POST", "/v2/models/roses/infer", "unknown model 'roses'")]
    [InlineData("GET", "/v2/models/flowers/versions/2", "the model 'flowers' has the version '1', not '2'")]
    [InlineData("GET", "/v2/models/flowers/versions/01/ready", "the model 'flowers' has the version '1', not '01'")]
    [InlineData("POST", "/v2/models/flowers/versions/0/infer", "the model 'flowers' has the version '1', not '0'")]
    public async Task What_there_is_not_is_answered_404(string verb, string path, string error)
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);

        var answer = await server.SendAsync(new HttpMethod(verb), path, verb == "POST" ? "{}"u8.ToArray() : null);

        Assert.Equal((HttpStatusCode.NotFound, error), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_path_with_two_trailing_slashes_or_a_long_name_is_answered_404()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);

        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync(HttpMethod.Get, "/v2/models//")).Status);
        var answer = await server.SendAsync(HttpMethod.Get, $"/v2/models/{new string('a', 4000)}");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.InRange(answer.Error.Length, 100, 200);
    }

    [Fact]
    public async Task A_model_that_is_not_loaded_is_answered_503()
    {
        var missing = fixture.File("missing.zip");
        await using var server = await OpenInferenceServer.StartAsync(
            fixture, services => services.AddImageClassifier("missing", options =>
            {
                options.FromFile(missing);
                options.Optional = true;
            }));
        var health = await server.SendAsync(HttpMethod.Get, "/v2/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1", "not all models are loaded"), (health.Status, health.RetryAfter, health.Error));
        foreach (var path in new[] { "/v2/models/missing", "/v2/models/missing/ready", "/v2/models/missing/versions/1/ready" })
        {
            var answer = await server.SendAsync(HttpMethod.Get, path);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (answer.Status, answer.RetryAfter));
            Assert.Equal("the model 'missing' is not loaded", answer.Error);
        }

        var infer = await server.PostAsync("{}", "/v2/models/missing/infer");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (infer.Status, infer.RetryAfter));
        Assert.Equal("MODEL_NOT_LOADED: the model is not loaded", infer.Error);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/v2/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/v2/models/flowers/ready")).Status);
        Assert.Equal("""{"models":["flowers","missing"]}""", (await server.SendAsync(HttpMethod.Get, "/v2/models")).Text);

        const string ready = """{"name":"flowers","version":"1","state":"READY","reason":""}""";
        var all = await server.PostAsync("", "/v2/repository/index");
        Assert.StartsWith($$"""[{{ready}},{"name":"missing","state":"UNAVAILABLE","reason":""", all.Text);
        Assert.DoesNotContain(Path.GetDirectoryName(missing)!, all.Text);
        Assert.Equal(all.Text, (await server.PostAsync("""{"ready":false}""", "/v2/repository/index/")).Text);
        Assert.Equal($"[{ready}]", (await server.PostAsync("""{"other":[1],"ready":true}""", "/v2/repository/index")).Text);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"ready":1}""", 400)]
    [InlineData("""{"ready":true}}""", 400)]
    [InlineData("", 413)]
    public async Task An_index_request_that_is_invalid_or_large_is_refused(string body, int status)
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture);

        var answer = await server.PostAsync(status == 413 ? $$"""{"a":"{{new string('a', 5000)}}"}""" : body, "/v2/repository/index");

        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.NotEmpty(answer.Error);
    }

    [Fact]
    public async Task A_server_that_stops_is_not_ready_and_still_answers()
    {
        await using var server = await OpenInferenceServer.StartAsync(
            fixture, services => services.Configure<InferenceOptions>(options => options.DrainDelay = TimeSpan.FromSeconds(3)));
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/v2/health/ready")).Status);
        server.Host.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();
        foreach (var path in new[] { "/v2/health/ready", "/v2/models/flowers/ready" })
        {
            var answer = await server.SendAsync(HttpMethod.Get, path);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "the server stops"), (answer.Status, answer.Error));
        }

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/v2/models/flowers")).Status);
    }

    [Fact]
    public async Task Another_prefix_conventions_and_endpoints_of_the_application_are_respected()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture, map: app =>
        {
            app.MapOpenInferenceRest("ai/kserve/").AddEndpointFilter((context, next) => next(context)).WithMetadata("mark");
            app.MapGet("/ai/kserve/own", () => "mine");
        });
        Assert.Equal("""{"models":["flowers"]}""", (await server.SendAsync(HttpMethod.Get, "/ai/kserve/models")).Text);
        Assert.Equal("mine", (await server.SendAsync(HttpMethod.Get, "/ai/kserve/own")).Text);
        Assert.NotEmpty((await server.SendAsync(HttpMethod.Get, "/ai/kserve/other")).Error);
        Assert.Empty((await server.SendAsync(HttpMethod.Get, "/v2/models")).Body);
        var marked = server.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Count(endpoint => endpoint.Metadata.GetMetadata<string>() == "mark");
        Assert.Equal(23, marked);
    }

    [Fact]
    public async Task Without_a_key_all_but_health_is_answered_401()
    {
        await using var server = await OpenInferenceServer.StartAsync(
            fixture,
            services =>
            {
                services.AddAuthentication().AddImageClassifierApiKey(options => options.Keys.Add("a-key-of-more-than-16-characters"));
                services.AddAuthorization();
            },
            app => app.MapOpenInferenceRest("/ai").RequireAuthorization());
        foreach (var path in new[] { "/ai", "/ai/models", "/ai/models/flowers/ready", "/ai/nothing", "/ai/models/flowers/infer" })
        {
            var answer = await server.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
            Assert.Contains("key", answer.Error, StringComparison.Ordinal);
            answer = await server.SendAsync(
                HttpMethod.Get, path, change: message => message.Headers.Add("X-Api-Key", "a-key-of-more-than-16-characters"));
            Assert.NotEqual(HttpStatusCode.Unauthorized, answer.Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/ai/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, "/ai/health/ready")).Status);
    }

    [Fact]
    public async Task Routes_are_described_with_their_parameters()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture, services => services.AddOpenApi(), app =>
        {
            app.MapOpenInferenceRest();
            app.MapOpenApi();
        });

        var paths = (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json["paths"]!.AsObject();

        Assert.Equal(11, paths.Sum(path => path.Value!.AsObject().Count));
        var infer = paths["/v2/models/{model}/versions/{version}/infer"]!["post"]!;
        Assert.Equal(["model", "version"], infer["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>()));
        Assert.Equal("Classifies images.", infer["summary"]!.GetValue<string>());
        Assert.NotNull(infer["responses"]!["200"]);
    }

    [Fact]
    public async Task Wrong_settings_are_refused_when_the_endpoints_are_mapped()
    {
        foreach (var prefix in new[] { "", "/", "//" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => OpenInferenceServer.StartAsync(fixture, map: app => app.MapOpenInferenceRest(prefix)));
        }

        await Assert.ThrowsAsync<ValidationException>(() => OpenInferenceServer.StartAsync(
            fixture, services => services.Configure<OpenInferenceOptions>(options => options.MaxImages = 0)));
    }

    [Fact]
    public async Task An_unexpected_exception_is_answered_500_with_nothing_but_a_trace_id()
    {
        await using var server = await OpenInferenceServer.StartAsync(fixture, services => services.AddSingleton<IImageClassifierPool, BrokenPool>());

        var answer = await server.SendAsync(HttpMethod.Get, "/v2/models");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Matches("^internal error, trace id [0-9A-Za-z:-]+$", answer.Error);
        var trace = answer.Error.Split(' ')[^1];
        Assert.Contains(server.Host.Log, line => line.Text.Contains(trace, StringComparison.Ordinal) && line.Text.Contains("secret", StringComparison.Ordinal));
    }

    private sealed class BrokenPool : IImageClassifierPool
    {
        public IReadOnlyList<IHostedClassifier> Classifiers => throw new InvalidOperationException("secret");

        public int Threads => 1;

        public bool IsDraining => false;

        public IHostedClassifier Get(string name = "") => throw new InvalidOperationException("secret");

        public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IHostedClassifier? classifier) =>
            throw new InvalidOperationException("secret");
    }
}
