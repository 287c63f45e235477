using Microsoft.Extensions.Configuration;
using MlNetCnn.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds image classifiers to an application.</summary>
public static class ImageClassifierServiceCollectionExtensions
{
    /// <summary>Adds a classifier.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, 1..64 of the characters A-Z, a-z, 0-9, '.', '_' and '-'; it is the key of the service.</param>
    /// <param name="configure">Sets the options, at least the file.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException">The name is invalid, or there is a classifier of this name.</exception>
    public static IServiceCollection AddImageClassifier(this IServiceCollection services, string name, Action<HostedModelOptions> configure) =>
        throw new NotImplementedException();

    /// <summary>Adds the unnamed classifier.</summary>
    /// <inheritdoc cref="AddImageClassifier(IServiceCollection, string, Action{HostedModelOptions})"/>
    public static IServiceCollection AddImageClassifier(this IServiceCollection services, Action<HostedModelOptions> configure) =>
        throw new NotImplementedException();

    /// <summary>Adds the classifiers and options of a configuration section: <see cref="InferenceOptions"/>, and below <c>Models</c> one
    /// <see cref="HostedModelOptions"/> for each name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, usually <c>MlNetCnn</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddImageClassifiers(this IServiceCollection services, IConfiguration section) =>
        throw new NotImplementedException();
}
