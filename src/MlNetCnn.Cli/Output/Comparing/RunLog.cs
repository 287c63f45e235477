using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Tells a person which training of a comparison runs, and what it gave.</summary>
/// <param name="write">Writes a line.</param>
internal sealed class RunLog(Action<string> write)
{
    /// <summary>Writes a sentence of a training.</summary>
    /// <param name="sentence">The sentence.</param>
    public void Write(string sentence) => write($"  {sentence}");

    /// <summary>Tells that a training begins.</summary>
    public void Begin(TrainingCandidate candidate, int seed, int? perClass) =>
        write($"{DisplayText.OneLine(candidate.Name)}{ImageCount(perClass)}, seed {seed.ToString(CultureInfo.InvariantCulture)}:");

    /// <summary>Tells what a training gave.</summary>
    public void End(ComparedRun run) =>
        Write($"{DisplayText.Percent(run.Accuracy)} of {DisplayText.Count(run.TestCount, "test photo")} after {DisplayText.Seconds(run.TrainingSeconds)}.");

    private static string ImageCount(int? perClass) =>
        perClass is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} photos per class") : "";
}
