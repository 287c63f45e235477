using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MlNetCnn.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the metrics endpoint.</summary>
public static class ImageClassifierMetricsEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps an endpoint that returns the metrics of the application as text for Prometheus: version 0.0.4 of its format, or OpenMetrics 1.0 if the
    /// <c>Accept</c> header prefers it. Names follow OpenTelemetry: <c>http.server.request.duration</c> in seconds is
    /// <c>http_server_request_duration_seconds</c>.
    /// </summary>
    /// <param name="endpoints">The routes of the application.</param>
    /// <param name="pattern">The route.</param>
    /// <returns>A builder for the conventions of the endpoint, for example <c>RequireAuthorization</c> or <c>RequireHost</c>. Without any, whoever reaches
    /// the endpoint can read it.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="ImageClassifierMetricsServiceCollectionExtensions.AddImageClassifierMetrics(IServiceCollection)"/> was not called.
    /// </exception>
    public static IEndpointConventionBuilder MapImageClassifierMetrics(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var collector = endpoints.ServiceProvider.GetService<MetricsCollector>()
            ?? throw new InvalidOperationException(
                $"Call services.{nameof(ImageClassifierMetricsServiceCollectionExtensions.AddImageClassifierMetrics)}() first.");
        return endpoints.MapGet(pattern, context => WriteAsync(context, collector)).WithDisplayName("Metrics");
    }

    private static async Task WriteAsync(HttpContext context, MetricsCollector collector)
    {
        var format = MetricsFormat.Preferred(context.Request.GetTypedHeaders().Accept);
        var text = await collector.ScrapeAsync(format, context.RequestAborted);
        var response = context.Response;
        response.ContentType = format.ContentType;
        response.ContentLength = text.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
        await response.BodyWriter.WriteAsync(text, context.RequestAborted);
    }
}
