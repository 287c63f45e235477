using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MlNetCnn.Hosting;
using Xunit;
using static MlNetCnn.AspNetCore.Tests.ClassifyServer;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Tests the answers to probes.</summary>
public sealed class HealthTests(ServerFixture fixture)
{
    [Fact]
    public async Task Get_LoadedModel_IsReady()
    {
        await using var server = await StartAsync(fixture);
        foreach (var (name, hasModels) in new[] { ("live", false), ("startup", true), ("ready", true) })
        {
            var (status, json) = await GetAsync(server, name);
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (status, json.GetProperty("status").GetString()));
            Assert.Equal(hasModels, json.TryGetProperty("models", out var models));
            if (hasModels)
            {
                var model = Assert.Single(models.EnumerateArray());
                Assert.Equal(("flowers", "ready", "1"), Describe(model));
            }

            using var head = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/health/{name}"), Token);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            using var post = await server.Client.PostAsync($"/health/{name}", null, Token);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        }
    }

    [Fact]
    public async Task Get_ModelThatCannotBeLoaded_IsUnreadyButAlive()
    {
        await using var server = await StartAsync(fixture, model =>
        {
            model.Path = fixture.File("nowhere.zip");
            model.Optional = true;
        });
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "startup")).Status);
        var (status, json) = await GetAsync(server, "ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (status, json.GetProperty("status").GetString()));
        var model = json.GetProperty("models")[0];
        Assert.Equal(("flowers", "failed", null), Describe(model));
        Assert.Equal("MODEL_NOT_FOUND", model.GetProperty("error").GetString());
        Assert.DoesNotContain("nowhere", json.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_FailedReload_StaysReady()
    {
        var path = fixture.File("reloaded.zip");
        File.Copy(fixture.Model, path);
        await using var server = await StartAsync(fixture, model => model.Path = path);
        File.WriteAllText(path, "broken");
        Assert.Equal(ReloadOutcome.Failed, (await server.Pool.Get("flowers").ReloadAsync(Token)).Outcome);
        var (status, json) = await GetAsync(server, "ready");
        Assert.Equal((HttpStatusCode.OK, "Degraded"), (status, json.GetProperty("status").GetString()));
        Assert.Equal(("flowers", "reload_failed", "1"), Describe(json.GetProperty("models")[0]));
    }

    [Fact]
    public async Task Get_WhileDraining_IsUnreadyButAlive()
    {
        await using var server = await StartAsync(fixture, options: options => options.DrainDelay = TimeSpan.FromSeconds(2));
        var stopping = server.Services.GetRequiredService<IHost>().StopAsync(Token);
        await UntilAsync(() => server.Pool.IsDraining, "draining");
        var (status, json) = await GetAsync(server, "ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.True(json.GetProperty("draining").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "live")).Status);
        using var response = await server.PostAsync(fixture.Photo);
        await response.JsonAsync();
        await stopping;
    }

    [Fact]
    public async Task Get_AllRequestsNeedAUser_AnswersAnyway()
    {
        await using var server = await TestServerHost.StartAsync(
            services =>
            {
                services.AddImageClassifier("flowers", o => o.FromFile(fixture.Model));
                services.AddAuthentication().AddBearerToken();
                services.AddAuthorization(options => options.FallbackPolicy =
                    new AuthorizationPolicyBuilder("BearerToken").RequireAuthenticatedUser().Build());
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapImageClassifier();
                app.MapImageClassifierHealth();
            });
        using var rejected = await server.PostAsync(fixture.Photo);
        Assert.Equal(HttpStatusCode.Unauthorized, rejected.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "ready")).Status);
    }

    [Fact]
    public async Task Get_WhileTheQueueIsFull_Answers()
    {
        await using var server = await StartAsync(fixture, model => model.QueueCapacity = 4);
        var classifier = server.Pool.Get("flowers");
        var work = Enumerable.Range(0, 4).Select(_ => classifier.PredictAsync(ImageBodies.Slow, Token)).ToArray();
        using var rejected = await server.PostAsync(fixture.Photo);
        await rejected.AssertProblemAsync(503, "QUEUE_FULL");
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "ready")).Status);
        Assert.False(work[^1].IsCompleted);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
        await Task.WhenAll(work);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(TestServerHost server, string name)
    {
        using var response = await server.Client.GetAsync($"/health/{name}", Token);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl?.NoStore);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(Token)));
    }

    private static (string?, string?, string?) Describe(JsonElement model) => (
        model.GetProperty("name").GetString(), model.GetProperty("status").GetString(),
        model.TryGetProperty("version", out var version) ? version.GetString() : null);
}
