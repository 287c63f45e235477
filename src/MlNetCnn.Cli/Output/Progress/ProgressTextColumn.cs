using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetCnn.Cli;

/// <summary>The words beside a bar whose tag is the last <see cref="TrainingProgress"/> of its stage.</summary>
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
