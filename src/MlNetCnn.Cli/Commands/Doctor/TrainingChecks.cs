using System.Runtime.ExceptionServices;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Checks that layers can be trained, and how fast.</summary>
internal static class TrainingChecks
{
    private static readonly Lazy<IReadOnlyList<TrainingFinding>> Findings = new(TrainingEnvironment.Check);

    /// <summary>Checks that libtorch loads and computes.</summary>
    public static string LibTorch() => Read(TrainingEnvironment.LibTorch);

    /// <summary>Checks the convolutions of libtorch on this processor; where they are wrong, the engine computes them differently.</summary>
    public static string Convolutions() => Read(TrainingEnvironment.Convolutions);

    /// <summary>Checks whether libtorch finds a graphics card.</summary>
    public static string GraphicsCard() => Read(TrainingEnvironment.GraphicsCard);

    private static string Read(string name)
    {
        var finding = Findings.Value.First(finding => finding.Name == name);
        if (finding.Error is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        return finding.Detail;
    }
}
