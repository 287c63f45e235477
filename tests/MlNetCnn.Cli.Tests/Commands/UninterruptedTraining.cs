using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>Photos, a command that trains on them, and what that gives where nothing comes in between.</summary>
public sealed class UninterruptedTraining : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A cache that holds the features of all photos.</summary>
    public string Cache => File("cache");

    /// <summary>The measured figures, as <see cref="Measured"/> gives them.</summary>
    public string Figures { get; private set; } = "";

    /// <summary>A path in the fixture's folder.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>The training, with a model of that name and its figures.</summary>
    /// <param name="name">The path of the model without its ending.</param>
    /// <param name="more">The photos, the layers, and further options.</param>
    public string[] Command(string name, params string[] more) =>
    [
        "train", "--method", "finetune", "--epochs", "3", "--augment", "light", "--patience", "9",
        "--output", $"{name}.zip", "--metrics", $"{name}.json", .. more,
    ];

    /// <summary>What was measured in each epoch and at the end.</summary>
    /// <param name="name">The path of the model without its ending.</param>
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
