using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MlNetCnn.Hosting;
using MlNetCnn.Hosting.Monitoring;
using MlNetCnn.Hosting.Pool;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds image classifiers to an application.</summary>
public static class ImageClassifierServiceCollectionExtensions
{
    private const string HealthCheck = "image_classifiers";

    /// <summary>
    /// Adds a classifier. It is loaded when the host starts, before a server listens, and can be injected as
    /// <c>[FromKeyedServices("name")] IHostedClassifier</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, 1..64 of the characters A-Z, a-z, 0-9, '.', '_' and '-'; it is the key of the service.</param>
    /// <param name="configure">Sets the options, at least the file.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">The name is invalid, or there is a classifier of this name.</exception>
    /// <example><code>services.AddImageClassifier("flowers", o => o.FromFile("flowers.zip", watchForChanges: true));</code></example>
    public static IServiceCollection AddImageClassifier(this IServiceCollection services, string name, Action<HostedModelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (!ModelNames.IsValid(name))
        {
            throw new ArgumentException($"expected {ModelNames.Expected}, received '{name}'", nameof(name));
        }

        Add(services, name, configure);
        return services.AddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<IImageClassifierPool>().Get(name));
    }

    /// <summary>Adds the unnamed classifier, which can be injected as <see cref="IHostedClassifier"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options, at least the file.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">There is an unnamed classifier.</exception>
    public static IServiceCollection AddImageClassifier(this IServiceCollection services, Action<HostedModelOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        Add(services, Options.Options.DefaultName, configure);
        return services.AddSingleton(provider => provider.GetRequiredService<IImageClassifierPool>().Get());
    }

    /// <summary>
    /// Adds the classifiers and options of a configuration section: <see cref="InferenceOptions"/>, and below <c>Models</c> one
    /// <see cref="HostedModelOptions"/> for each name, for example <c>MlNetCnn:Models:flowers:Path</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, usually <c>MlNetCnn</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">A name is invalid, or there is a classifier of this name.</exception>
    public static IServiceCollection AddImageClassifiers(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        AddPool(services);
        services.Configure<InferenceOptions>(section);
        foreach (var model in section.GetSection("Models").GetChildren())
        {
            services.AddImageClassifier(model.Key, _ => { });
            services.Configure<HostedModelOptions>(model.Key, model);
        }

        return services;
    }

    private static void Add(IServiceCollection services, string name, Action<HostedModelOptions> configure)
    {
        if (services.Any(service => service.ImplementationInstance is ClassifierName added && added.Name == name))
        {
            throw new ArgumentException($"there is a classifier '{name}' already", nameof(name));
        }

        AddPool(services);
        services.AddSingleton(new ClassifierName(name));
        services.AddOptions<HostedModelOptions>(name).Configure(configure).ValidateDataAnnotations().ValidateOnStart();
    }

    private static void AddPool(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(ImageClassifierPool)))
        {
            return;
        }

        services.AddOptions<InferenceOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton<InferenceMeters>();
        services.TryAddSingleton<ImageClassifierPool>();
        services.TryAddSingleton<IImageClassifierPool>(provider => provider.GetRequiredService<ImageClassifierPool>());
        services.AddHostedService(provider => provider.GetRequiredService<ImageClassifierPool>());
        services.AddHealthChecks().AddCheck<ClassifierHealthCheck>(HealthCheck, tags: ["ready"]);

        // The host must not cut off what was accepted during the drain delay.
        services.AddOptions<HostOptions>().PostConfigure<IOptions<InferenceOptions>>((host, inference) =>
        {
            var needed = inference.Value.DrainDelay + inference.Value.RequestTimeout;
            host.ShutdownTimeout = host.ShutdownTimeout > needed ? host.ShutdownTimeout : needed;
        });
    }
}
