using System.CommandLine;
using System.Text;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>The tables of options in docs/command-line.md follow from the options.</summary>
public sealed class CommandLinePageTests
{
    private const string Update = "MLNETCNN_UPDATE_DOCS";
    private const string Begin = "<!-- options: begin, written by CommandLinePageTests with MLNETCNN_UPDATE_DOCS=1 -->";
    private const string End = "<!-- options: end -->";

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "command-line.md");

    [Fact]
    public void Page_Tables_AreThoseOfTheOptions()
    {
        var text = File.ReadAllText(Page).ReplaceLineEndings("\n");
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, $"{Page} has no markers");
        var expected = Tables();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(Page, $"{text[..begin]}{Begin}\n\n{expected}\n{text[end..]}");
            return;
        }

        var actual = text[(begin + Begin.Length)..end].Trim('\n') + "\n";
        if (expected != actual)
        {
            Assert.Fail($"{Page} is not up to date; run this test with {Update}=1. First difference:\n{FirstDifference(expected, actual)}");
        }
    }

    [Fact]
    public void Tables_Train_HaveGroupsRangesAndDefaults()
    {
        var tables = Tables();

        Assert.Contains("### train\n", tables);
        Assert.Contains("#### Optimization (finetune and scratch only)\n", tables);
        Assert.Contains("| `--batch-size <N>` | Images per batch. | 1 to 4096 | 16 (finetune), 32 (scratch) |", tables);
        Assert.Contains("| `--dropout <X>` | Dropout rate of the features. (finetune only) | 0 to below 1 | 0 |", tables);
        Assert.Contains("| `-o, --output <FILE.zip>` | Model file to write (an ML.NET .zip). (required) |", tables);
        Assert.All(CommandList.Create(Console()), command => Assert.Contains($"### {command.Name}\n", tables));
    }

    private static CommandConsole Console() => new(TextWriter.Null, TextWriter.Null);

    private static string Tables()
    {
        var text = new StringBuilder();
        foreach (var command in CommandRunner.CreateRoot(Console()).Subcommands.SelectMany(command => command.Subcommands.Prepend(command)))
        {
            if (command.Subcommands.Count == 0)
            {
                Append(text, command);
            }
            else
            {
                text.Append($"### {command.Name}\n\n{command.Description}\n\n");
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder text, Command command)
    {
        var name = CommandHelp.PathOf(command, "").Trim();
        var usage = string.Join(' ', ["mlnetcnn", name, .. command.Arguments.Select(CommandHelp.Syntax), "[options]"]);
        text.Append($"### {name}\n\n{command.Description}\n\n`{usage}`\n\n");
        foreach (var argument in command.Arguments)
        {
            text.Append($"`<{argument.Name}>`: {argument.Description}\n\n");
        }

        foreach (var group in OptionGroups.Of(command).Where(group => group.Name != OptionGroups.General))
        {
            Option[] options = [.. group.Options.Where(command.Options.Contains)];
            if (options.Length > 0)
            {
                text.Append(OptionGroups.HasMany(command) ? $"#### {group.Heading}\n\n" : "");
                text.Append("| option | meaning | range | default |\n|---|---|---|---|\n");
                text.AppendJoin("", options.Select(option => Row(option, group))).Append('\n');
            }
        }
    }

    private static string Row(Option option, OptionGroup group)
    {
        var (range, value) = ((option as IToolOption)?.Range, OptionHelp.DefaultOf(option));
        string[] notes = [.. OptionHelp.Details(option, group, withRange: false).Where(detail => !detail.StartsWith("default: ", StringComparison.Ordinal))];
        var meaning = option.Description + string.Concat(notes.Select(note => $" ({note})"));
        return $"| `{OptionHelp.Syntax(option).Replace("|", "\\|", StringComparison.Ordinal)}` | {meaning} | {range} | {value} |\n";
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(left.Length, right.Length)).First(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        return $"expected: {left.ElementAtOrDefault(line)}\nactual:   {right.ElementAtOrDefault(line)}";
    }
}
