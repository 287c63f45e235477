using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>Test-time augmentation from the command line.</summary>
[Collection(DemoCollection.Name)]
public sealed class ViewsOptionTests(DemoFixture demo)
{
    [Fact]
    public async Task Predict_Tta_GivesTheProbabilitiesOfTheClassifierWithViews()
    {
        var image = Repository.Photos(1)[0];
        using var classifier = ImageClassifier.Load(demo.Package, new ImageClassifierOptions { Views = 5 });
        var expected = classifier.Predict(image);

        var one = await PredictAsync(image);
        var five = await PredictAsync(image, "--tta", "5");

        Assert.NotEqual(one.Output, five.Output);
        var cells = five.Output.Split('\n')[1].Split(',');
        Assert.Equal(expected.Label, cells[1]);
        Assert.Equal(expected.Probability, float.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture), 1e-4f);
        Assert.Equal(one.Output, (await PredictAsync(image, "--tta", "1")).Output);
    }

    [Fact]
    public async Task Evaluate_Tta_MeasuresThemAll()
    {
        var table = Path.Combine(Repository.Emoji, "images.csv");
        var one = await CliRunner.RunAsync("evaluate", "--model", demo.Package, "--data", table);
        var two = await CliRunner.RunAsync("evaluate", "--model", demo.Package, "--data", table, "--tta", "2");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (one.ExitCode, two.ExitCode));
        Assert.Contains("of 180 images", two.Output);
        Assert.NotEqual(LogLoss(one), LogLoss(two));
    }

    [Theory]
    [InlineData("predict", "0")]
    [InlineData("predict", "11")]
    [InlineData("evaluate", "-1")]
    [InlineData("evaluate", "many")]
    public async Task Run_TtaOutOfRange_EndsWith2(string command, string views)
    {
        string[] images = command == "evaluate" ? ["--data", Repository.Emoji] : [Repository.Photos(1)[0]];
        var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", [command, "--model", demo.Package, $"--tta={views}", .. images]);
        Assert.Contains("--tta", run.Error);
    }

    [Fact]
    public async Task Predict_TtaWithMlNetDecoding_EndsWith2()
    {
        var run = await CliRunner.FailAsync(
            ExitCode.Usage, "USAGE", "predict", "--model", demo.Package, "--mlnet-decoding", "--tta", "2", Repository.Photos(1)[0]);
        Assert.Contains("--mlnet-decoding and --tta contradict each other", run.Error);
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("evaluate")]
    public async Task Help_NamesTheOption(string command) => Assert.Contains("--tta", (await CliRunner.RunAsync(command, "--help")).Output);

    private Task<CliRun> PredictAsync(string image, params string[] args) =>
        CliRunner.RunAsync(["predict", "--model", demo.Package, "--format", "csv", image, .. args]);

    private static string LogLoss(CliRun run) => run.Output.Split('\n').Single(line => line.StartsWith("Log-loss", StringComparison.Ordinal));
}
