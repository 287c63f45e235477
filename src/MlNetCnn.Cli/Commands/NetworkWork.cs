using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Trains a network with progress and checkpoints.</summary>
internal static class NetworkWork
{
    /// <summary>Trains.</summary>
    /// <param name="console">Receives progress and messages.</param>
    /// <param name="quiet">Whether progress is hidden.</param>
    /// <param name="options">The training options, with a checkpoint.</param>
    /// <param name="train">Trains, and reports its choices to its first argument.</param>
    /// <param name="cancellationToken">Cancels the training.</param>
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
                ? $"Resuming from {DisplayText.OneLine(state)}."
                : $"There is no checkpoint {DisplayText.OneLine(state)}; training starts from the beginning.");
        }

        var before = WrittenAt(state);
        try
        {
            // Less time than the whole program has, so that there is time for the message about the checkpoint.
            return await PromptEnd.RunAsync(
                () => ConsoleProgress.RunAsync(console, quiet, (progress, log) => train(log, progress)), 0.8 * PromptEnd.Patience, cancellationToken);
        }
        catch (OperationCanceledException) when (File.Exists(state) && (options.Resume || WrittenAt(state) != before))
        {
            console.Error.WriteLine($"The checkpoint is {DisplayText.OneLine(state)}; run the same command with --resume to continue.");
            throw;
        }
    }

    /// <summary>Deletes the checkpoint of a completed training.</summary>
    public static void DeleteState(TrainingOptions options)
    {
        if (File.Exists(options.CheckpointPath))
        {
            File.Delete(options.CheckpointPath);
        }
    }

    private static DateTime? WrittenAt(string path) => File.Exists(path) ? File.GetLastWriteTimeUtc(path) : null;
}
