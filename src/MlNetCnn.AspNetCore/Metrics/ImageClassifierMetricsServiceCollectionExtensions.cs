using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using MlNetCnn.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the collection of metrics to an application.</summary>
public static class ImageClassifierMetricsServiceCollectionExtensions
{
    /// <summary>
    /// Collects the metrics of the application from its start, so that the first request counts. Map an endpoint with
    /// <see cref="AspNetCore.Builder.ImageClassifierMetricsEndpointRouteBuilderExtensions.MapImageClassifierMetrics"/> to expose them.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddImageClassifierMetrics(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddMetrics();
        services.AddOptions<ImageClassifierMetricsOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<MetricsCollector>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MetricsCollector>(provider => provider.GetRequiredService<MetricsCollector>()));
        return services;
    }

    /// <summary>Collects the measurements of the meters that the options name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddImageClassifierMetrics(this IServiceCollection services, Action<ImageClassifierMetricsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddImageClassifierMetrics().Configure(configure);
    }
}
