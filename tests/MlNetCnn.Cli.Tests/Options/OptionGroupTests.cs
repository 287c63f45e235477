using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class OptionGroupTests
{
    private const int MaxOptionLines = 30;
    private const int MaxWidth = 120;

    /// <summary>Options that the search for a learning rate would ignore.</summary>
    private static readonly string[] WithoutEffect =
        ["--epochs", "--learning-rate", "--schedule", "--grad-accum-steps", "--ema-decay", "--monitor", "--patience", "--checkpoint", "--resume"];

    [Theory]
    [InlineData("train")]
    [InlineData("compare")]
    [InlineData("learning-rate")]
    public async Task Help_ManyOptions_ShowsTheMostUsedOnesOnFewLines(string command)
    {
        var lines = await HelpAsync(command, "--help");

        var options = lines.SkipWhile(line => line != "Data:").TakeWhile(line => !line.StartsWith("These are", StringComparison.Ordinal));
        Assert.InRange(options.Count(line => line.StartsWith("  ", StringComparison.Ordinal)), 15, MaxOptionLines);
        Assert.Contains(lines, line => line.StartsWith("  --data <PATH>", StringComparison.Ordinal));
        Assert.Contains(
            $"These are the most used options; 'mlnetcnn {command} --help all' lists all {Command(command).Options.Count}.", lines);
        Assert.DoesNotContain(lines, line => line.Contains("--image-root", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("compare")]
    [InlineData("learning-rate")]
    public async Task HelpAll_ManyOptions_ListsEveryOneUnderItsHeading(string command)
    {
        var lines = await HelpAsync(command, "--help", "all");

        var headings = lines.Where(line => line.EndsWith(':')).Select(line => line.TrimEnd(':').Split(" (")[0]).Where(OptionGroups.Names.Contains);
        Assert.Equal(OptionGroups.Names, headings);
        var general = lines.SkipWhile(line => line != "General:").Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Trim().Split("  ")[0]);
        Assert.Equal(["-?, -h, --help", "-q, --quiet", "--verbose"], general);
        var listed = lines.Where(line => line.StartsWith("  -", StringComparison.Ordinal)).ToArray();
        Assert.All(Command(command).Options, option => Assert.Single(listed, line => line.Split(' ').Take(5).Contains(option.Name)));
        Assert.DoesNotContain(lines, line => line.StartsWith("These are", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HelpAll_Train_NamesTheMethodsOfGroupsAndOptions()
    {
        var lines = await HelpAsync("train", "--help", "all");

        Assert.Contains("Optimization (finetune and scratch only):", lines);
        Assert.Contains("Data:", lines);
        Assert.EndsWith("[0 to below 1; default: 0; finetune only]", lines.Single(line => line.Contains("--dropout <X>", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Help_FewOptions_AreOneList() => Assert.Contains("Options:", await HelpAsync("predict", "--help"));

    [Fact]
    public void Help_EveryOption_HasAShortDescription() => Assert.All(AllCommands(), command =>
        Assert.All(command.Options, option =>
        {
            Assert.InRange(option.Description!.Length, 5, 105);
            Assert.EndsWith(".", option.Description, StringComparison.Ordinal);
            Assert.DoesNotContain("photo", option.Description, StringComparison.OrdinalIgnoreCase);
        }));

    [Fact]
    public async Task Help_EveryCommand_FitsTheWidth()
    {
        foreach (var command in AllCommands())
        {
            var path = CommandHelp.PathOf(command, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var lines = (await HelpAsync([.. path, "--help"])).TakeWhile(line => !line.StartsWith("Example", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.InRange(line.Length, 0, MaxWidth));
        }
    }

    [Fact]
    public async Task HelpAll_CultureWithDecimalComma_IsTheSame()
    {
        var expected = await HelpAsync("train", "--help", "all");
        var (before, comma) = (CultureInfo.CurrentCulture, (CultureInfo)CultureInfo.InvariantCulture.Clone());
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;

            Assert.Equal(expected, await HelpAsync("train", "--help", "all"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task LearningRate_OptionsWithoutEffect_AreNotOffered()
    {
        var options = Command("learning-rate").Options.Select(option => option.Name).ToArray();

        Assert.Empty(options.Intersect(WithoutEffect));
        Assert.Superset(new HashSet<string>(["--optimizer", "--gradient-clip-norm", "--class-balance", "--batch-size", "--augment"]), options.ToHashSet());
        var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", "learning-rate", "--data", "x", "--patience", "3");
        Assert.Contains("--patience", run.Error);
    }

    /// <summary>The methods in the help of an option are those that accept it.</summary>
    [Theory]
    [InlineData("features")]
    [InlineData("finetune")]
    [InlineData("scratch")]
    public async Task Train_OptionOfAnotherMethod_IsRejectedAsTheHelpSays(string method)
    {
        var others = Command("train").Options.Where(option => option is IToolOption { Methods: { } methods } && !methods.Contains(method)).ToArray();

        Assert.NotEmpty(others);
        foreach (var option in others)
        {
            string[] value = option.ValueType == typeof(bool) ? [] : [Value(option)];
            var run = await CliRunner.FailAsync(
                ExitCode.Usage, "USAGE", ["train", "--data", "x", "--output", "x.zip", "--method", method, option.Name, .. value]);
            Assert.Contains($"the method '{method}' does not use {option.Name}", run.Error);
        }
    }

    [Fact]
    public async Task Help_Augment_ListsEveryWordOfASpec()
    {
        var run = await CliRunner.RunAsync("augment", "--help");
        Assert.All(Augmentation.SpecParameters, parameter => Assert.Contains($"  {parameter}", run.Output));
        Assert.Contains("rotate=X, X 0..180, degrees either way", Augmentation.SpecParameters);
    }

    [Fact]
    public void Properties_OfTraining_NameAKnownGroupAndSpeakOfImages() => Assert.All(TrainingProperties.All, property =>
    {
        var display = property.GetCustomAttribute<DisplayAttribute>()!;
        Assert.Contains(display.GroupName, OptionGroups.Names);
        Assert.EndsWith(".", display.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("photo", display.Description, StringComparison.OrdinalIgnoreCase);
    });

    private static string Value(Option option) => option.Name switch
    {
        "--memory-budget" => "1GB",
        "--mean" or "--std" => "1,1,1",
        "--epochs" or "--patience" or "--depth" => "3",
        "--learning-rate" => "0.1",
        "--backbone" or "--architecture" or "--checkpoint" or "--cache" or "--feature-tensor" => "name",
        _ => OptionHelp.DefaultOf(option)!.Split(' ', ',')[0],
    };

    private static Command Command(string name) => AllCommands().Single(command => command.Name == name);

    private static IEnumerable<Command> AllCommands()
    {
        using var root = new StringWriter();
        var commands = CommandRunner.CreateRoot(new CommandConsole(root, root)).Subcommands;
        return commands.SelectMany(command => command.Subcommands.Prepend(command));
    }

    private static async Task<string[]> HelpAsync(params string[] args) =>
        (await CliRunner.RunAsync(args)).Output.ReplaceLineEndings("\n").Split('\n');
}
