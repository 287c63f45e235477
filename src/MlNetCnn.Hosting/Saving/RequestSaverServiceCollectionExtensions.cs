using Microsoft.Extensions.DependencyInjection.Extensions;
using MlNetCnn.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the images that the models of an application are unsure of.</summary>
public static class RequestSaverServiceCollectionExtensions
{
    /// <summary>
    /// Keeps each image whose highest probability is below a limit, with its prediction, for later labeling. A background task writes the files;
    /// predictions never wait for it, and images that arrive faster than the disk takes them are not kept. Files that are scored by their path are not
    /// kept: they are on a disk already.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options, at least the folder and the limit.</param>
    /// <returns>The services.</returns>
    /// <remarks>The application does not start if the folder cannot be written to. The counter <c>mlnetcnn.requests.saved</c> has the outcomes.</remarks>
    public static IServiceCollection AddRequestSaver(this IServiceCollection services, Action<RequestSaverOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<RequestSaverOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<RequestSaver>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestSaver>());
        return services;
    }
}
