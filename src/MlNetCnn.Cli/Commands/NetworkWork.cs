using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Training a network as <c>train</c> does it: with progress, and with a state on disk that outlives an interruption.</summary>
internal static class NetworkWork
{
    /// <summary>Trains.</summary>
    /// <param name="console">Where to tell of it.</param>
    /// <param name="quiet">Whether to show no progress.</param>
    /// <param name="options">How to train, with a checkpoint.</param>
    /// <param name="train">Trains with the sentences told to its first argument.</param>
    /// <param name="cancellationToken">What cancels it.</param>
    public static async Task<TrainedClassifier> RunAsync(
        CommandConsole console,
        bool quiet,
        TrainingOptions options,
        Func<Action<string>, IProgress<TrainingProgress>?, Task<TrainedClassifier>> train,
        CancellationToken cancellationToken)
    {
        var state = options.CheckpointPath!;
        if (options.Resume)
        {
            console.WriteLine(File.Exists(state)
                ? $"Going on where {DisplayText.OneLine(state)} stands."
                : $"There is no {DisplayText.OneLine(state)} to go on with; training begins anew.");
        }

        var before = WrittenAt(state);
        try
        {
            // Less than the whole program has, so that there is time to tell of the state.
            return await PromptEnd.RunAsync(
                () => ConsoleProgress.RunAsync(console, quiet, (progress, log) => train(log, progress)), 0.8 * PromptEnd.Patience, cancellationToken);
        }
        catch (OperationCanceledException) when (File.Exists(state) && (options.Resume || WrittenAt(state) != before))
        {
            console.Error.WriteLine($"The state of training is kept in {DisplayText.OneLine(state)}; the same command with --resume goes on there.");
            throw;
        }
    }

    /// <summary>Deletes the state of a training that has ended.</summary>
    public static void DeleteState(TrainingOptions options)
    {
        if (File.Exists(options.CheckpointPath))
        {
            File.Delete(options.CheckpointPath);
        }
    }

    private static DateTime? WrittenAt(string path) => File.Exists(path) ? File.GetLastWriteTimeUtc(path) : null;
}
