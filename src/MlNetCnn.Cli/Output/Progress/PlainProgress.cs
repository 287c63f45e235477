namespace MlNetCnn.Cli;

/// <summary>Progress for a log: a line at the end of each stage, and one every few seconds within a stage.</summary>
/// <param name="writer">Receives the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class PlainProgress(TextWriter writer, TimeProvider time) : IProgress<TrainingProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private string? _stage;
    private bool _finished;
    private long _stageStart;
    private long _lastLine;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (value.Stage != _stage)
            {
                _stage = value.Stage;
                _finished = false;
                _stageStart = now;
                _lastLine = now;
            }

            if (value.Epoch is not null)
            {
                writer.WriteLine(value.Remaining > TimeSpan.Zero ? $"{value}; {ProgressText.Left(value)}" : value.ToString());
                return;
            }

            var last = value.Done == value.Total;
            if (_finished || (!last && time.GetElapsedTime(_lastLine, now) < Interval))
            {
                return;
            }

            _finished = last;
            _lastLine = now;
            writer.WriteLine($"{value.Stage}: {ProgressText.Describe(value, time.GetElapsedTime(_stageStart, now).TotalSeconds)}");
        }
    }
}
