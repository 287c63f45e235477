using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetCnn.Training;

/// <summary>Writes each epoch to the <see cref="MLContext.Log"/> of a context.</summary>
internal sealed class EpochLog
{
    private readonly IHostEnvironment _environment;

    private EpochLog(IHostEnvironment environment) => _environment = environment;

    /// <summary>Returns the log of the context that a catalog belongs to; null in versions of ML.NET whose catalogs do not expose it.</summary>
    /// <param name="catalog">The catalog.</param>
    public static EpochLog? Of(TrainCatalogBase.CatalogInstantiatorBase catalog)
    {
        try
        {
            return new EpochLog(Environment(catalog));
        }
        catch (MissingMethodException)
        {
            return null;
        }
    }

    /// <summary>Returns progress that is also written to the log.</summary>
    /// <param name="progress">Another receiver, or null.</param>
    public IProgress<TrainingProgress> Join(IProgress<TrainingProgress>? progress) => new Both(this, progress);

    // ML.NET exposes it only to its own assemblies, and a catalog has no other link to its context.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Microsoft.ML.Data.IInternalCatalog.get_Environment")]
    private static extern IHostEnvironment Environment(TrainCatalogBase.CatalogInstantiatorBase catalog);

    private sealed class Both(EpochLog log, IProgress<TrainingProgress>? progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch is not null)
            {
                using var channel = log._environment.Start(nameof(MlNetCnn));
                channel.Info(MessageSensitivity.None, value.ToString());
            }

            progress?.Report(value);
        }
    }
}
