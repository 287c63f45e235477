using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Tells a person which training of a comparison runs, and what it gave.</summary>
/// <param name="console">Where to.</param>
internal sealed class RunLog(CommandConsole console)
{
    private Action<string> _write = console.WriteLine;

    /// <summary>Does work whose lines are written in another way, above the bars of a terminal.</summary>
    /// <param name="write">Writes a line.</param>
    /// <param name="work">The work.</param>
    public async Task<T> Through<T>(Action<string> write, Func<Task<T>> work)
    {
        _write = write;
        try
        {
            return await work();
        }
        finally
        {
            _write = console.WriteLine;
        }
    }

    /// <summary>Writes a sentence of a training.</summary>
    /// <param name="sentence">The sentence.</param>
    public void Write(string sentence) => _write($"  {sentence}");

    /// <summary>Tells that a training begins.</summary>
    public void Begin(TrainingCandidate candidate, int seed, int? perClass) =>
        _write($"{DisplayText.OneLine(candidate.Name)}{ImageCount(perClass)}, seed {seed.ToString(CultureInfo.InvariantCulture)}:");

    /// <summary>Tells what a training gave.</summary>
    public void End(ComparedRun run) =>
        Write($"{DisplayText.Percent(run.Accuracy)} of {DisplayText.Count(run.TestCount, "test photo")} after {DisplayText.Seconds(run.TrainingSeconds)}.");

    private static string ImageCount(int? perClass) =>
        perClass is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} photos per class") : "";
}
