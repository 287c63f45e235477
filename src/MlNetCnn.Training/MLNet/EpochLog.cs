using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetCnn.Training;

/// <summary>Tells the <see cref="MLContext.Log"/> of a context of each epoch.</summary>
internal sealed class EpochLog
{
    private readonly IHostEnvironment _environment;

    private EpochLog(IHostEnvironment environment) => _environment = environment;

    /// <summary>The log of the context that a catalog belongs to; null with a version of ML.NET whose catalogs do not tell.</summary>
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

    /// <summary>Progress that goes here too.</summary>
    /// <param name="progress">Who else is told, or null.</param>
    public IProgress<TrainingProgress> Join(IProgress<TrainingProgress>? progress) => new Both(this, progress);

    // ML.NET shows it to its own assemblies alone, and there is no other way from a catalog to its context.
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
