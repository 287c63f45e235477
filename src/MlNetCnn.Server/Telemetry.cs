using MlNetCnn.AspNetCore;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MlNetCnn.Server;

/// <summary>Exports metrics and traces by OTLP where the variables of OpenTelemetry name a collector.</summary>
internal static class Telemetry
{
    private const string Source = "MlNetCnn.Hosting";

    /// <summary>Adds the exporters, if any.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration, which has the environment variables.</param>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var (metrics, traces) = (Exports(configuration, "METRICS"), Exports(configuration, "TRACES"));
        if ((!metrics && !traces) || string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come later and win.
        var telemetry = services.AddOpenTelemetry().ConfigureResource(
            resource => resource.Clear().AddService("mlnetcnn", serviceVersion: StartReport.Version).AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (metrics)
        {
            telemetry.WithMetrics(provider => provider
                .AddMeter([.. new ImageClassifierMetricsOptions().Meters])
                .AddOtlpExporter(options => Configure(options, configuration, "METRICS")));
        }

        if (traces)
        {
            telemetry.WithTracing(provider => provider
                .AddSource(Source)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsProbe(context.Request.Path))
                .AddOtlpExporter(options => Configure(options, configuration, "TRACES")));
        }
    }

    private static bool Exports(IConfiguration configuration, string signal) =>
        (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) || !string.IsNullOrEmpty(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]))
        && !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase);

    // The exporter itself reads the variables of all signals; those of one signal win.
    private static void Configure(OtlpExporterOptions options, IConfiguration configuration, string signal)
    {
        if (Value("PROTOCOL") is { } protocol)
        {
            options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }

        if (Value("HEADERS") is { } headers)
        {
            options.Headers = headers;
        }

        if (Value("ENDPOINT") is { } endPoint)
        {
            options.Endpoint = new Uri(endPoint);
        }

        string? Value(string name) => configuration[$"OTEL_EXPORTER_OTLP_{signal}_{name}"] is { Length: > 0 } value ? value : null;
    }

    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(MetricsListener.Path, StringComparison.OrdinalIgnoreCase);
}
