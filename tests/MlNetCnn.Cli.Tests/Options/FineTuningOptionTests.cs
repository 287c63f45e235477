using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class FineTuningOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--epochs", "1001")]
    [InlineData("--batch-size", "0")]
    [InlineData("--learning-rate", "0")]
    [InlineData("--learning-rate", "NaN")]
    [InlineData("--learning-rate", "11")]
    [InlineData("--cached-augmentations", "101")]
    [InlineData("--mixup", "101")]
    [InlineData("--cutmix", "-0.5")]
    [InlineData("--label-smoothing", "1")]
    [InlineData("--weight-decay", "2")]
    [InlineData("--dropout", "1")]
    [InlineData("--gradient-clip-norm", "-1")]
    [InlineData("--grad-accum-steps", "0")]
    [InlineData("--ema-decay", "1")]
    [InlineData("--patience", "0")]
    [InlineData("--memory-budget", "much")]
    public async Task Train_NumberOutOfRange_IsRefusedByTheNameOfTheOption(string option, string value)
    {
        var run = await FailAsync("USAGE", option, value);

        Assert.Contains($"{option} takes ", run.Error);
        Assert.Contains($"'{value}'", run.Error);
    }

    [Theory]
    [InlineData("--epochs", "1.5", "an integer")]
    [InlineData("--threads", "1.5", "an integer")]
    [InlineData("--ema-decay", "much", "a number from 0")]
    [InlineData("--optimizer", "adagrad", "adamw")]
    [InlineData("--schedule", "onecycle", "one-cycle")]
    [InlineData("--monitor", "f1", "macro-f1")]
    [InlineData("--class-balance", "yes", "sampling")]
    [InlineData("--precision", "fp16", "bf16")]
    [InlineData("--device", "tpu", "cuda")]
    [InlineData("--data-caching", "stream", "disk")]
    [InlineData("--freeze-batch-norm", "on", "false")]
    public async Task Train_ValueOfAnotherKind_SaysWhatIsExpected(string option, string value, string expected)
    {
        var run = await FailAsync("USAGE", option, value);

        Assert.Contains(expected, run.Error);
        Assert.DoesNotContain("System.", run.Error);
    }

    [Theory]
    [InlineData("UNFREEZE_SPEC", "--unfreeze", "stages")]
    [InlineData("AUGMENT_SPEC", "--augment", "flip,spin=3")]
    [InlineData("OPTION_OUT_OF_RANGE", "--freeze-batch-norm", "false", "--batch-size", "1")]
    public async Task Train_OptionsThatMakeNoSense_AreRefusedBeforeTheDataIsLookedAt(string code, params string[] options) =>
        await FailAsync(code, options);

    [Theory]
    [InlineData("--epochs", "3")]
    [InlineData("--resume")]
    [InlineData("--optimizer", "adamw")]
    public async Task Train_OptionOfFineTuningForFeatures_IsRefusedByName(params string[] option)
    {
        var run = await CliRunner.FailAsync(2, "USAGE", ["train", "--data", _folder.File("nowhere"), "--output", _folder.File("m.zip"), .. option]);

        Assert.Contains(option[0], run.Error);
        Assert.Contains("--method finetune", run.Error);
    }

    [Fact]
    public async Task Train_StateInTheModelsPlace_IsRefused() =>
        await FailAsync("OUTPUT_TWICE", "--checkpoint", _folder.File("m.zip"));

    [Fact]
    public async Task Help_Train_ShowsRangesAndDefaults()
    {
        var run = await CliRunner.RunAsync("train", "--help", "all");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.All(
            [
                "--unfreeze", "[1 to 4096; default: 16 (finetune), 32 (scratch)]", "default: adamw (finetune), sgd (scratch)",
                "default: cosine (finetune), one-cycle (scratch)", "default: accuracy]", "[0 to below 1; default: 0.1]",
                "default: 0.01 (finetune), 0.0005 (scratch)", "at least 8 (finetune)",
            ],
            text => Assert.Matches(Regex.Escape(text).Replace(@"\ ", @"\s+", StringComparison.Ordinal), run.Output));
    }

    [Theory]
    [InlineData("500MB", 500L << 20)]
    [InlineData("2GB", 2L << 30)]
    [InlineData("1.5 kb", 1536)]
    [InlineData("1TB", 1L << 40)]
    [InlineData("4096", 4096)]
    [InlineData("7B", 7)]
    public void Parse_Size_CountsIn1024(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("0")]
    [InlineData("-1GB")]
    [InlineData("1e3")]
    [InlineData("99999999999TB")]
    public void Parse_NoSize_IsNull(string text) => Assert.Null(ByteSize.Parse(text));

    private Task<CliRun> FailAsync(string code, params string[] options) =>
        CliRunner.FailAsync(2, code, ["train", "--data", _folder.File("nowhere"), "--method", "finetune", "--output", _folder.File("m.zip"), .. options]);
}
