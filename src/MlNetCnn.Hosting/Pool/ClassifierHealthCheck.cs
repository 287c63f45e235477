using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlNetCnn.Hosting.Pool;

/// <summary>
/// Unhealthy while a model is not loaded or the application stops; degraded, which still is ready, while the last reload has failed and the model
/// before it answers.
/// </summary>
internal sealed class ClassifierHealthCheck(IImageClassifierPool pool) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = pool.Classifiers.ToDictionary(classifier => classifier.Name, classifier => (object)State(classifier));
        var result = pool switch
        {
            { IsDraining: true } => HealthCheckResult.Unhealthy("The application is stopping.", data: data),
            _ when pool.Classifiers.Any(classifier => classifier.Model is null) => HealthCheckResult.Unhealthy("A model is not loaded.", data: data),
            _ when pool.Classifiers.Any(classifier => classifier.LoadError is not null) => HealthCheckResult.Degraded("A reload failed.", data: data),
            _ => HealthCheckResult.Healthy("All models are loaded.", data),
        };
        return Task.FromResult(result);
    }

    private static string State(IHostedClassifier classifier) => (classifier.Model, classifier.LoadError) switch
    {
        (null, null) => "not loaded",
        (null, { } error) => $"not loaded ({Code(error)})",
        ({ } model, null) => $"version {model.Version}",
        ({ } model, { } error) => $"version {model.Version}; the last reload failed ({Code(error)})",
    };

    private static string Code(Exception error) => (error as MlNetCnnException)?.Code ?? error.GetType().Name;
}
