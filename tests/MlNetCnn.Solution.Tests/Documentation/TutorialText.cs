using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>What stands in the tutorial, and in the code that it is made from.</summary>
internal static partial class TutorialText
{
    private static readonly string Program = Path.Combine(Repository.Root, "samples", "CnnStepByStep");

    /// <summary>The folder of the tutorial.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs");

    /// <summary>The whole text.</summary>
    public static string Whole { get; } = Read(Path.Combine(Folder, "cnn-step-by-step.md"));

    /// <summary>The blocks of C#.</summary>
    public static IReadOnlyList<string> Code { get; } = [.. CodeBlock("csharp").Matches(Whole).Select(match => match.Groups[1].Value.Trim('\n'))];

    /// <summary>The lines of commands.</summary>
    public static IReadOnlyList<string> Commands { get; } =
        [.. CodeBlock("sh").Matches(Whole).SelectMany(match => match.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>The code between the marks <c>begin</c> and <c>end</c> in the program's sources.</summary>
    public static IReadOnlyList<string> Compiled { get; } =
    [
        .. new[] { "Lessons", "Networks", "Worked" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Program, folder), "*.cs"))
            .SelectMany(path => Snippet().Matches(Read(path)))
            .Select(match => Unindent(match.Groups[1].Value.Trim('\n'))),
    ];

    /// <summary>What each line of <c>LayerLessons</c> that prints says it prints, in the order of the file.</summary>
    public static IReadOnlyList<string> Printed { get; } =
        [.. PrintedLine().Matches(Read(Path.Combine(Program, "Lessons", "LayerLessons.cs"))).Select(match => match.Groups[1].Value)];

    /// <summary>A block of text by the name in the comment in front of it.</summary>
    /// <param name="kind"><c>grid</c> or <c>output</c>.</param>
    /// <param name="name">The name.</param>
    public static string Block(string kind, string name)
    {
        var match = Regex.Match(Whole, $"<!-- {kind}: {Regex.Escape(name)} -->\n```text\n(.*?)\n?```", RegexOptions.Singleline);
        Assert.True(match.Success, $"the tutorial has no {kind} '{name}'");
        return match.Groups[1].Value;
    }

    /// <summary>The names of the blocks or tables of a kind.</summary>
    /// <param name="kind"><c>grid</c>, <c>output</c> or <c>table</c>.</param>
    public static IReadOnlyList<string> Names(string kind) => [.. Regex.Matches(Whole, $"<!-- {kind}: (.+?) -->").Select(match => match.Groups[1].Value)];

    /// <summary>The cells of a table's rows, its head left out, by the name in the comment in front of it.</summary>
    /// <param name="name">The name.</param>
    public static IReadOnlyList<string[]> Table(string name)
    {
        var match = Regex.Match(Whole, $"<!-- table: {Regex.Escape(name)} -->\n((?:\\|.*\n)+)");
        Assert.True(match.Success, $"the tutorial has no table '{name}'");
        return
        [
            .. match.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
                .Select(row => row.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()),
        ];
    }

    /// <summary>A whole number with commas.</summary>
    /// <param name="cell">The cell.</param>
    public static long Whole64(string cell) => long.Parse(cell, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    private static Regex CodeBlock(string language) => new($"```{language}\n(.*?)```", RegexOptions.Singleline);

    private static string Unindent(string code)
    {
        var lines = code.Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    [GeneratedRegex(@"// begin: [\w-]+\n(.*?)\n *// end", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"Console\.WriteLine\(.*\); +// (.+)")]
    private static partial Regex PrintedLine();
}
