using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class OptionGroupTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("compare")]
    [InlineData("learning-rate")]
    public async Task Help_ManyOptions_StandUnderHeadings(string command)
    {
        var run = await CliRunner.RunAsync(command, "--help");
        var lines = run.Output.ReplaceLineEndings("\n").Split('\n');
        var headings = lines.Where(line => OptionGroups.Names.Contains(line.TrimEnd(':'))).Select(line => line.TrimEnd(':'));

        Assert.Equal(OptionGroups.Names, headings);
        var general = lines.SkipWhile(line => line != "General:").Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Trim().Split("  ")[0]);
        Assert.Equal(["-?, -h, --help", "-q, --quiet", "--verbose"], general);
        var options = CommandList.Create(new CommandConsole(TextWriter.Null, TextWriter.Null)).Single(other => other.Name == command).Options;
        var listed = lines.Where(line => line.StartsWith("  -", StringComparison.Ordinal)).ToArray();
        Assert.All(options, option => Assert.Single(listed, line => line.Split(' ').Take(5).Contains(option.Name)));
    }

    [Fact]
    public async Task Help_FewOptions_AreOneList() => Assert.Contains($"{Environment.NewLine}Options:", (await CliRunner.RunAsync("predict", "--help")).Output);

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
}
