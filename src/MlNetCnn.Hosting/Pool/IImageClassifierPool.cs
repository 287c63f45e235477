using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Hosting;

/// <summary>All classifiers that an application hosts.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
public interface IImageClassifierPool
{
    /// <summary>The classifiers, in the order of their names (ordinal).</summary>
    IReadOnlyList<IHostedClassifier> Classifiers { get; }

    /// <summary>The number of threads that decode and score, and of images processed at the same time.</summary>
    int Threads { get; }

    /// <summary>Whether the application was asked to stop: it still answers requests, but is no longer ready.</summary>
    bool IsDraining { get; }

    /// <summary>Finds a classifier.</summary>
    /// <param name="name">The name; empty for the unnamed one.</param>
    /// <param name="classifier">The classifier, or null.</param>
    /// <returns>Whether there is a classifier of this name.</returns>
    bool TryGet(string name, [NotNullWhen(true)] out IHostedClassifier? classifier);

    /// <summary>Returns a classifier.</summary>
    /// <param name="name">The name; empty for the unnamed one.</param>
    /// <exception cref="KeyNotFoundException">There is no classifier of this name.</exception>
    IHostedClassifier Get(string name = "");
}
