using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>Images, a command that trains on them, and its result without an interruption.</summary>
public sealed class UninterruptedTraining : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A cache with the features of all images.</summary>
    public string Cache => File("cache");

    /// <summary>The measured metrics, as returned by <see cref="Measured"/>.</summary>
    public string Figures { get; private set; } = "";

    /// <summary>Returns a path in the folder of the fixture.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Returns the command of a training, with the names of the model and the metrics file.</summary>
    /// <param name="name">The path of the model without its extension.</param>
    /// <param name="more">The images, the layers, and more options.</param>
    public string[] Command(string name, params string[] more) =>
    [
        "train", "--method", "finetune", "--epochs", "3", "--augment", "light", "--patience", "9",
        "--output", $"{name}.zip", "--metrics", $"{name}.json", .. more,
    ];

    /// <summary>Returns the metrics of each epoch and of the model.</summary>
    /// <param name="name">The path of the model without its extension.</param>
    public static string Measured(string name)
    {
        using var metrics = JsonDocument.Parse(System.IO.File.ReadAllText($"{name}.json"));
        var epochs = metrics.RootElement.GetProperty("history").EnumerateArray()
            .Select(e => $"{e.GetProperty("epoch")} {e.GetProperty("trainingLoss")} {e.GetProperty("validationLoss")}");
        return string.Join('\n', [.. epochs, .. new[] { "test", "arithmetic" }.Select(part => metrics.RootElement.GetProperty(part).ToString())]);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _folder.Copy("photos", 10, "animals", "clothing");
        var run = await CliProcess.RunAsync(Cache, Command(File("whole"), "--data", File("photos"), "--unfreeze", "layers:2"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(System.IO.File.Exists(File("whole.zip.checkpoint")));
        Figures = Measured(File("whole"));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
