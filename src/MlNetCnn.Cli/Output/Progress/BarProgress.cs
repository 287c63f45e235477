using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetCnn.Cli;

/// <summary>A progress bar for each stage, with the rate and the remaining time.</summary>
internal sealed class BarProgress : IProgress<TrainingProgress>
{
    private readonly ProgressContext _context;
    private readonly Dictionary<string, ProgressTask> _bars = [];
    private readonly Lock _lock = new();

    private readonly IAnsiConsole _console;

    private BarProgress(ProgressContext context, IAnsiConsole console) => (_context, _console) = (context, console);

    /// <summary>Runs <paramref name="work"/> and shows its progress.</summary>
    public static Task<T> RunAsync<T>(IAnsiConsole console, Func<IProgress<TrainingProgress>?, Task<T>> work) =>
        console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new ProgressTextColumn())
            .StartAsync(context => work(new BarProgress(context, console)));

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        lock (_lock)
        {
            if (!_bars.TryGetValue(value.Stage, out var bar))
            {
                bar = _context.AddTask(Markup.Escape(value.Stage));

                // There may be more epochs than lines on the screen.
                bar.HideWhenCompleted = value.Stage.StartsWith("epoch ", StringComparison.Ordinal);
                _bars.Add(value.Stage, bar);
            }

            // Workers may report out of order; a bar never moves backward.
            if (value.Total != 0 && value.Done < bar.Value)
            {
                return;
            }

            if (value.Epoch is not null)
            {
                _console.WriteLine(value.ToString());
            }

            bar.Tag = value;
            bar.IsIndeterminate = value.Total is null;
            bar.MaxValue = Math.Max(value.Total ?? value.Done + 1, 1);
            bar.Value = value.Total == 0 ? 1 : value.Done;
            if (bar.IsFinished && bar.StopTime is null)
            {
                // Otherwise its time would keep running; a stage that is repeated keeps the time of its first run.
                bar.StopTask();
            }
        }
    }
}

/// <summary>The text next to a bar whose tag is the last <see cref="TrainingProgress"/> of its stage.</summary>
internal sealed class ProgressTextColumn : ProgressColumn
{
    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        task.Tag is TrainingProgress value
            ? new Text(ProgressText.Describe(value, task.ElapsedTime?.TotalSeconds ?? 0))
            : Text.Empty;
}
