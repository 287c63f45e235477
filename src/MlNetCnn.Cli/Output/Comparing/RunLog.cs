using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Writes which training of a comparison runs, and its result.</summary>
/// <param name="write">Writes a line.</param>
internal sealed class RunLog(Action<string> write)
{
    /// <summary>Writes a message of a training.</summary>
    /// <param name="sentence">The sentence.</param>
    public void Write(string sentence) => write($"  {sentence}");

    /// <summary>Writes that a training starts.</summary>
    public void Begin(TrainingCandidate candidate, int seed, int? perClass) =>
        write($"{DisplayText.OneLine(candidate.Name)}{ImageCount(perClass)}, seed {seed.ToString(CultureInfo.InvariantCulture)}:");

    /// <summary>Writes the result of a training.</summary>
    public void End(ComparedRun run) =>
        Write($"{DisplayText.Percent(run.Accuracy)} of {DisplayText.Count(run.TestCount, "test image")} after {DisplayText.Seconds(run.TrainingSeconds)}.");

    private static string ImageCount(int? perClass) =>
        perClass is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} images per class") : "";
}
