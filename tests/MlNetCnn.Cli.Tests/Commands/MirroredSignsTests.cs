using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>Classes that mirroring swaps, from training to prediction.</summary>
public sealed class MirroredSignsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FineTuning_OnTrafficSigns_RecordsInTheCardThatMirroringChangesThem()
    {
        TrafficSigns.Write(_folder.File("signs"), 24, seed: 3);
        foreach (var other in TrafficSigns.ClassNames.Where(name => !name.StartsWith("turn-", StringComparison.Ordinal)))
        {
            Directory.Delete(Path.Combine(_folder.File("signs"), other), recursive: true);
        }

        var trained = await CliRunner.RunAsync(
            "train", "--data", _folder.File("signs"), "--method", "finetune", "--unfreeze", "layers:1", "--epochs", "1", "--output", _folder.File("m.zip"),
            "--cache", _folder.File("cache"));
        Assert.Equal(ExitCode.Done, trained.ExitCode);
        Assert.Contains("Left out mirroring left to right", trained.Output + trained.Error);

        using (var classifier = ImageClassifier.Load(_folder.File("m.zip"), new ImageClassifierOptions { Views = 10 }))
        {
            Assert.Equal(["flip"], classifier.Card.UnsafeAugmentations);
        }

        var sign = Path.Combine(_folder.File("signs"), "turn-left", "000.jpg");
        var predicted = await CliRunner.RunAsync("predict", "--model", _folder.File("m.zip"), "--tta", "10", sign);
        Assert.Contains("mirrored views are left out", predicted.Error);
        Assert.Contains("scored in 5 views", predicted.Error);
        Assert.DoesNotContain("mirrored", (await CliRunner.RunAsync("predict", "--model", _folder.File("m.zip"), sign)).Error);

        var measured = await CliRunner.RunAsync("evaluate", "--model", _folder.File("m.zip"), "--data", _folder.File("signs"), "--tta", "2");
        Assert.Equal(ExitCode.Done, measured.ExitCode);
        Assert.Contains("scored in 2 views", measured.Error);
    }
}
