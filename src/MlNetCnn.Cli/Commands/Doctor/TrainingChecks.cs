using System.Runtime.ExceptionServices;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Whether fine-tuning can run, and how fast.</summary>
internal static class TrainingChecks
{
    private static readonly Lazy<IReadOnlyList<TrainingFinding>> Findings = new(TrainingEnvironment.Check);

    /// <summary>libtorch loads and computes.</summary>
    public static string LibTorch() => Read(TrainingEnvironment.LibTorch);

    /// <summary>Whether libtorch's convolutions are right on this processor; where they are not, the engine computes them in another way.</summary>
    public static string Convolutions() => Read(TrainingEnvironment.Convolutions);

    /// <summary>Whether libtorch finds a graphics card.</summary>
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
