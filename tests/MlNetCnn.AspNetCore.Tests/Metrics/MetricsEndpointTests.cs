using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MlNetCnn.Hosting;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Scrapes of applications.</summary>
public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task FirstRequest_IsCounted_BeforeAnyScrape()
    {
        await using var app = await StartAsync();
        await app.SendAsync("/hello/a");
        await app.SendAsync("/hello/b");
        await app.SendAsync("/nowhere");

        var scrape = Exposition.Parse((await app.SendAsync("/metrics")).Body);

        Assert.Equal(2, scrape[Requests("http_response_status_code=200|http_route=/hello/{name}")]);
        Assert.Equal(1, scrape[Requests("http_response_status_code=404", "aspnetcore_request_is_unhandled=true|")]);
        Assert.Equal(1, scrape["http_server_active_requests|http_request_method=GET|url_scheme=http"]);
        Assert.Equal("histogram", scrape.Types["http_server_request_duration_seconds"]);
        Assert.Equal("gauge", scrape.Types["kestrel_active_connections"]);
        Assert.Equal("counter", scrape.Types["dotnet_process_cpu_time_seconds_total"]);
        Assert.Equal("gauge", scrape.Types["dotnet_process_memory_working_set_bytes"]);
        Assert.True(scrape["dotnet_process_memory_working_set_bytes"] > 1_000_000);
        Assert.DoesNotContain(scrape.Samples, sample => sample.StartsWith("aspnetcore_routing", StringComparison.Ordinal));

        scrape = Exposition.Parse((await app.SendAsync("/metrics")).Body);
        Assert.Equal(1, scrape[Requests("http_response_status_code=200|http_route=/metrics")]);
    }

    /// <summary>Whatever was registered before it, and whatever that counts while it starts.</summary>
    [Fact]
    public async Task Collection_StartsBeforeOtherServices()
    {
        await using var app = await LocalApp.StartAsync(
            builder =>
            {
                builder.Services.AddHostedService<CountingService>();
                builder.Services.AddImageClassifierMetrics(options => options.Meters.Add(nameof(CountingService)));
            },
            app => app.MapImageClassifierMetrics());

        Assert.Equal(1, Exposition.Parse((await app.SendAsync("/metrics")).Body)["starts_total"]);
    }

    [Theory]
    [InlineData("*/*", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("not//a type", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("application/openmetrics-text; version=1.0.0, text/plain; version=0.0.4; q=0.5", "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    public async Task Format_IsTheAcceptedOne(string accept, string contentType)
    {
        await using var app = await StartAsync();

        var (response, body) = await app.SendAsync("/metrics", ("Accept", accept));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal(["Accept"], response.Headers.Vary);
        Exposition.Parse(body, isOpenMetrics: contentType.StartsWith("application", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Meters_CanBeAddedByCodeAndConfiguration()
    {
        await using var app = await StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Metrics:Meters:0"] = "Mine", ["Metrics:MaxLabelSets"] = "7" });
            builder.Services.Configure<ImageClassifierMetricsOptions>(builder.Configuration.GetSection("Metrics"));
            builder.Services.AddImageClassifierMetrics(options => options.Meters.Add("Yours"));
        });
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        factory.Create("Mine").CreateCounter<int>("mine").Add(1);
        factory.Create("Yours").CreateCounter<int>("yours").Add(2);
        factory.Create("MlNetCnn.Hosting").CreateCounter<int>("ours").Add(3);

        var scrape = Exposition.Parse((await app.SendAsync("/metrics")).Body);

        Assert.Equal([1.0, 2.0, 3.0], new[] { "mine_total", "yours_total", "ours_total" }.Select(name => scrape[name]));
        Assert.Equal(7, app.Services.GetRequiredService<IOptions<ImageClassifierMetricsOptions>>().Value.MaxLabelSets);
    }

    /// <summary>The load at the start is counted, too.</summary>
    [Fact]
    public async Task HostedClassifier_IsMeasured()
    {
        using var folder = new TemporaryFolder();
        var model = folder.File("tiny.zip");
        TinyClassifiers.Create(1).Save(model);
        var image = await File.ReadAllBytesAsync(TinyClassifiers.WriteImage(folder.File("image.png")), TestContext.Current.CancellationToken);
        await using var app = await LocalApp.StartAsync(
            builder =>
            {
                builder.Services.AddImageClassifier("tiny", options => options.Path = model);
                builder.Services.AddImageClassifierMetrics();
            },
            app => app.MapImageClassifierMetrics());
        var classifier = app.Services.GetRequiredKeyedService<IHostedClassifier>("tiny");
        await classifier.PredictAsync(image, TestContext.Current.CancellationToken);
        await classifier.PredictAsync("<html>"u8.ToArray(), TestContext.Current.CancellationToken);

        var scrape = Exposition.Parse((await app.SendAsync("/metrics")).Body);

        Assert.Equal(1, scrape["mlnetcnn_images_total|mlnetcnn_model_name=tiny|outcome=scored"]);
        Assert.Equal(1, scrape["mlnetcnn_images_total|error_type=IMG_UNSUPPORTED|mlnetcnn_model_name=tiny|outcome=invalid"]);
        Assert.Equal(1, scrape["mlnetcnn_inference_duration_seconds_count|mlnetcnn_model_name=tiny"]);
        Assert.Equal(1, scrape["mlnetcnn_inference_duration_seconds_bucket|le=10|mlnetcnn_model_name=tiny"]);
        Assert.Equal(0, scrape["mlnetcnn_queue_length|mlnetcnn_model_name=tiny"]);
        Assert.Equal(1, scrape["mlnetcnn_model_reloads_total|mlnetcnn_model_name=tiny|outcome=replaced"]);
        var info = Assert.Single(scrape.Samples, sample => sample.StartsWith("mlnetcnn_model_info", StringComparison.Ordinal));
        Assert.EndsWith($"|mlnetcnn_model_name=tiny|mlnetcnn_model_sha256={classifier.Model!.Sha256}|mlnetcnn_model_version=1", info, StringComparison.Ordinal);
    }

    /// <summary>Meters have equal names in all applications of a process, and each listener hears all of them.</summary>
    [Fact]
    public async Task TwoApplications_CountTheirOwn()
    {
        var requests = Requests("http_response_status_code=200|http_route=/hello/{name}");
        await using var first = await StartAsync();
        await using (var second = await StartAsync())
        {
            await first.SendAsync("/hello/a");
            await second.SendAsync("/hello/a");
            await second.SendAsync("/hello/b");

            Assert.Equal(1, Exposition.Parse((await first.SendAsync("/metrics")).Body)[requests]);
            Assert.Equal(2, Exposition.Parse((await second.SendAsync("/metrics")).Body)[requests]);
        }

        Assert.Equal(1, Exposition.Parse((await first.SendAsync("/metrics")).Body)[requests]);
    }

    [Fact]
    public async Task ScrapesAtATime_AreAllWhole()
    {
        await using var app = await StartAsync();

        var scrapes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => app.SendAsync(i % 2 == 0 ? "/metrics" : "/hello/x")));

        Assert.All(scrapes.Where((_, i) => i % 2 == 0), scrape => Exposition.Parse(scrape.Body));
    }

    [Fact]
    public async Task WithoutServices_MappingSaysWhatIsMissing()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => LocalApp.StartAsync(_ => { }, app => app.MapImageClassifierMetrics()));

        Assert.Equal("Call services.AddImageClassifierMetrics() first.", exception.Message);
    }

    [Fact]
    public async Task LimitOutOfRange_StopsTheStart() => await Assert.ThrowsAsync<OptionsValidationException>(
        () => StartAsync(builder => builder.Services.AddImageClassifierMetrics(options => options.MaxLabelSets = 0)));

    private static string Requests(string labels, string before = "") =>
        $"http_server_request_duration_seconds_count|{before}http_request_method=GET|{labels}|network_protocol_version=1.1|url_scheme=http";

    private static Task<LocalApp> StartAsync(Action<WebApplicationBuilder>? configure = null) => LocalApp.StartAsync(
        builder =>
        {
            builder.Services.AddImageClassifierMetrics();
            configure?.Invoke(builder);
        },
        app =>
        {
            app.MapGet("/hello/{name}", (string name) => name);
            app.MapImageClassifierMetrics("/metrics");
        });

    private sealed class CountingService(IMeterFactory factory) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            factory.Create(nameof(CountingService)).CreateCounter<int>("starts").Add(1);
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
