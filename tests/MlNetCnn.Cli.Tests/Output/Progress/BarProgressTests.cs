using System.Text.RegularExpressions;
using Spectre.Console;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class BarProgressTests
{
    [Fact]
    public async Task Report_CompletedStage_KeepsItsTime()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.Yes,
        });
        console.Profile.Width = 70;
        await BarProgress.RunAsync(console, async progress =>
        {
            progress!.Report(new TrainingProgress("features", 0, 10, "images"));
            await Task.Delay(50, TestContext.Current.CancellationToken);
            progress.Report(new TrainingProgress("features", 10, 10, "images"));

            // Rendered several times a second.
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            return 0;
        });

        string[] drawn = [.. Regex.Matches(text.ToString(), "10 images, [0-9.]+ images/s, [0-9.]+ s").Select(match => match.Value)];
        Assert.True(drawn.Length > 1, text.ToString());
        Assert.Single(drawn.Distinct());
    }
}
