using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Continuous integration runs the script that anyone can run.</summary>
public sealed partial class Workflow
{
    [Fact]
    public void Workflow_RunsTheScriptAndNothingElse()
    {
        var workflow = Pages.Read(".github/workflows/ci.yml");
        Assert.Equal([".ci/run"], Command().Matches(workflow).Select(match => match.Groups[1].Value));
        Assert.True(File.Exists(Path.Combine(Repository.Root, ".ci", "run")));

        // What strict readers of YAML refuse: tabs, blanks at the end, and an indentation that is not in steps of two.
        Assert.All(workflow.Split('\n'), line =>
        {
            Assert.DoesNotContain('\t', line);
            Assert.Equal(line.TrimEnd(), line);
            Assert.Equal(0, (line.Length - line.TrimStart().Length) % 2);
        });
    }

    [GeneratedRegex("^ *(?:- )?run: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
