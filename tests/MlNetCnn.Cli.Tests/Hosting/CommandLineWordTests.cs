using System.CommandLine;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public class CommandLineWordTests
{
    public static TheoryData<string, string> Decimals()
    {
        var data = new TheoryData<string, string>();
        foreach (var command in CommandList.Create(new CommandConsole(TextWriter.Null, TextWriter.Null)).SelectMany(Below))
        {
            foreach (var option in command.Options.Where(option => (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) == typeof(double)))
            {
                data.Add(command.Name, option.Name);
            }
        }

        return data;

        static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);
    }

    [Theory]
    [MemberData(nameof(Decimals))]
    public async Task DecimalOption_CommaOrNotANumber_IsRefused(string command, string option)
    {
        foreach (var value in new[] { "0,01", "0,5", "1,000", "NaN", "Infinity", "1 000", "٣" })
        {
            string[] parents = command is "audit" or "normalize" ? ["datasets"] : [];
            var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", [.. parents, command, $"{option}={value}"]);

            Assert.Contains($"{option} takes a number", run.Error);
            Assert.Contains($"not '{value}'", run.Error);
            Assert.Equal(value.Contains(','), run.Error.Contains("a decimal point, not a comma"));
        }
    }

    [Theory]
    [InlineData("--min-accuracy", "9")]
    [InlineData("--min-accuracy", "-0.1")]
    [InlineData("--max-drop", "1.5")]
    [InlineData("--max-bad", "100.1")]
    public async Task DecimalOption_OutOfRange_IsRefused(string option, string value) =>
        Assert.Contains($"not '{value}'", (await CliRunner.FailAsync(ExitCode.Usage, "USAGE", "evaluate", option, value)).Error);

    [Theory]
    [InlineData("--threads", "predict", "--model", "m.zip", "--treads", "1", "x.jpg")]
    [InlineData("--top", "predict", "--model", "m.zip", "x.jpg", "--topp=3")]
    [InlineData("--output", "embed", "x.jpg", "--ouput", "e.csv", "--query", "y.jpg")]
    [InlineData("--model", "predict", "--modle", "m.zip", "x.jpg")]
    [InlineData("--model", "predict", "--output", "--modle", "m.zip", "x.jpg")]
    [InlineData("--json", "datasets", "audit", "--jsn", "x")]
    [InlineData("--verbose", "doctor", "--verbos")]
    public async Task UnknownOption_AmongArguments_IsRefusedWithTheNearestName(string meant, params string[] line) =>
        Assert.Contains($"(did you mean {meant}?)", (await CliRunner.FailAsync(ExitCode.Usage, "USAGE", line)).Error);

    [Fact]
    public async Task UnknownOption_NoSimilarName_SuggestsNothing()
    {
        var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", "backbones", "pull", "some-network", "--offline");

        Assert.Contains("there is no option '--offline'", run.Error);
        Assert.DoesNotContain("did you mean", run.Error);
    }

    [Fact]
    public async Task OptionWithoutValue_NamesTheNextOption() =>
        Assert.Contains(
            "--max-bad has no value: '--data' follows it",
            (await CliRunner.FailAsync(ExitCode.Usage, "USAGE", "train", "--max-bad", "--data", "x", "--output", "m.zip")).Error);

    [Fact]
    public async Task WordAfterTwoDashes_IsAnArgument()
    {
        using var folder = new TemporaryFolder();
        TinyClassifiers.Create(seed: 1).Save(folder.File("m.zip"));

        var run = await CliRunner.RunAsync("predict", "--model", folder.File("m.zip"), "--max-bad", "100", "--", "--treads");

        Assert.Contains("--treads  (IMG_NOT_FOUND", run.Output);
    }

    [Fact]
    public async Task UnknownWord_NoSimilarName_SuggestsNothing()
    {
        var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", "datasets", "list", "x");

        Assert.Contains("'x'", run.Error);
        Assert.DoesNotContain("did you mean", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("--model", "predict", "--model", "", "x.jpg")]
    [InlineData("--output", "predict", "--model", "m.zip", "-o", "", "x.jpg")]
    [InlineData("PATH", "predict", "--model", "m.zip", "")]
    [InlineData("--data", "evaluate", "--model", "m.zip", "--data", "")]
    [InlineData("--metrics", "evaluate", "--model", "m.zip", "--data", "x", "--metrics", "")]
    [InlineData("--baseline", "evaluate", "--model", "m.zip", "--data", "x", "--baseline", "")]
    [InlineData("--cache", "train", "--data", "x", "--output", "m.zip", "--cache", " ")]
    [InlineData("FILE.onnx", "backbones", "inspect", "")]
    public async Task EmptyValue_IsAUsageError(string owner, params string[] line) =>
        Assert.Contains(
            $"the value of {owner} is empty; a shell variable may not be set",
            (await CliRunner.FailAsync(ExitCode.Usage, "USAGE", line)).Error);

    [Theory]
    [InlineData("train", "--output", "m.zip", "--group-column", "person", "--data")]
    [InlineData("evaluate", "--model", "m.zip", "--image-root", "x", "--data")]
    [InlineData("datasets", "audit", "--label-column", "x")]
    [InlineData("datasets", "normalize", "--output", "out", "--split-column", "x")]
    [InlineData("augment", "--output", "s.png", "--label-column", "x", "--data")]
    [InlineData("predict", "--model", "m.zip", "--path-column", "x")]
    public async Task TableOption_ForAFolder_IsRefused(params string[] line)
    {
        using var folder = new TemporaryFolder();
        TinyClassifiers.Create(seed: 1).Save(folder.File("m.zip"));
        string[] full = [.. line.Select(word => word is "m.zip" or "out" or "s.png" ? folder.File(word) : word), Directory.CreateDirectory(folder.File("photos")).FullName];

        var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", full);

        Assert.Contains("only to a table", run.Error);
    }
}
