using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Writes which training of a comparison runs, and its result.</summary>
/// <param name="console">Receives the text.</param>
internal sealed class RunLog(CommandConsole console)
{
    private Action<string> _write = console.WriteLine;

    /// <summary>Runs work whose lines are written differently, above the progress bars of a terminal.</summary>
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

    /// <summary>Writes a message of a training.</summary>
    /// <param name="sentence">The sentence.</param>
    public void Write(string sentence) => _write($"  {sentence}");

    /// <summary>Writes that a training starts.</summary>
    public void Begin(TrainingCandidate candidate, int seed, int? perClass) =>
        _write($"{DisplayText.OneLine(candidate.Name)}{ImageCount(perClass)}, seed {seed.ToString(CultureInfo.InvariantCulture)}:");

    /// <summary>Writes the result of a training.</summary>
    public void End(ComparedRun run) =>
        Write($"{DisplayText.Percent(run.Accuracy)} of {DisplayText.Count(run.TestCount, "test image")} after {DisplayText.Seconds(run.TrainingSeconds)}.");

    private static string ImageCount(int? perClass) =>
        perClass is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} images per class") : "";
}
