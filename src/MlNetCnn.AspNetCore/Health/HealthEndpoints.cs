using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore;

/// <summary>The state of the application and its models.</summary>
internal sealed record HealthResponse(
    [property: Description("Healthy, Degraded or Unhealthy.")] string Status,
    [property: Description("Whether the application was asked to stop.")] bool? Draining = null,
    IReadOnlyList<ModelHealth>? Models = null,
    [property: Description("The status of each health check, by name.")] IReadOnlyDictionary<string, string>? Checks = null);

/// <summary>The state of a model.</summary>
internal sealed record ModelHealth(
    [property: Description("The name; empty for the unnamed model.")] string Name,
    [property: Description("ready, reload_failed (the former model answers), loading or failed.")] string Status,
    string? Version,
    [property: Description("Why it was not loaded, or not loaded again.")] string? Error)
{
    public static ModelHealth Of(IHostedClassifier classifier)
    {
        var (model, error) = (classifier.Model, classifier.LoadError);
        var status = (model, error) switch
        {
            (not null, null) => "ready",
            (not null, _) => "reload_failed",
            (null, null) => "loading",
            _ => "failed",
        };

        // The message may name paths; the log has it.
        return new ModelHealth(classifier.Name, status, model?.Version, error is null ? null : (error as MlNetCnnException)?.Code ?? "INTERNAL_ERROR");
    }
}

/// <summary>Serializes the health of the application.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthResponse))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;

/// <summary>Answers probes.</summary>
internal static class HealthEndpoints
{
    private const string ReadyTag = "ready";

    /// <summary>Answers as long as the process can.</summary>
    public static Task LiveAsync(HttpContext context)
    {
        Write(context, HealthStatus.Healthy, new HealthResponse(nameof(HealthStatus.Healthy)));
        return Task.CompletedTask;
    }

    /// <summary>Tells whether the first load of each model has ended, with or without success.</summary>
    public static Task StartupAsync(HttpContext context)
    {
        var pool = context.RequestServices.GetRequiredService<IImageClassifierPool>();
        var status = pool.Classifiers.All(classifier => classifier.Model is not null || classifier.LoadError is not null)
            ? HealthStatus.Healthy : HealthStatus.Unhealthy;
        Write(context, status, new HealthResponse(status.ToString(), pool.IsDraining, Models(pool)));
        return Task.CompletedTask;
    }

    /// <summary>Tells whether requests should be sent here.</summary>
    public static async Task ReadyAsync(HttpContext context)
    {
        var pool = context.RequestServices.GetRequiredService<IImageClassifierPool>();
        var report = await context.RequestServices.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Tags.Contains(ReadyTag), context.RequestAborted).ConfigureAwait(false);
        var checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString());
        Write(context, report.Status, new HealthResponse(report.Status.ToString(), pool.IsDraining, Models(pool), checks));
    }

    private static List<ModelHealth> Models(IImageClassifierPool pool) => [.. pool.Classifiers.Select(ModelHealth.Of)];

    private static void Write(HttpContext context, HealthStatus status, HealthResponse body)
    {
        var response = context.Response;
        response.StatusCode = status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        ClassifyJson.Write(response, body, HealthJsonContext.Default.HealthResponse);
    }
}
