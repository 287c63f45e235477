using System.Xml.Linq;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class GateFilesTests : IDisposable
{
    private const string Hostile = "<b>|`x`*&\"'\u0001\u001b[31m\n# ]]>";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void JUnit_GatesAndClasses_AreTestCases()
    {
        var outcome = Outcome(new GateThresholds(0.5, 0.99, 0.9, new EarlierRun("b.json", 0.9, 0.2), 0.01));

        JUnitFile.Write(_folder.File("gate.xml"), outcome);

        var suite = XDocument.Load(_folder.File("gate.xml")).Root!.Element("testsuite")!;
        var cases = suite.Elements("testcase").ToArray();
        Assert.Equal(
            ["usable images", "accuracy", "macro F1", "accuracy against the baseline", "macro F1 against the baseline", "ant", DisplayText.OneLine(Hostile), "cow"],
            cases.Select(entry => entry.Attribute("name")!.Value));
        var failed = cases.Where(entry => entry.Element("failure") is not null).ToArray();
        Assert.Equal([2, 3, 5, 6], failed.Select(entry => Array.IndexOf(cases, entry)));
        Assert.Contains("0.1400 below 0.8900", failed[1].Element("failure")!.Attribute("message")!.Value);
        Assert.All(failed, entry => Assert.Equal("GATE_MISSED", entry.Element("failure")!.Attribute("type")!.Value));
        Assert.NotNull(cases[7].Element("skipped"));
        Assert.Equal(("8", "4", "1", "0"), (Count("tests"), Count("failures"), Count("skipped"), Count("errors")));
        Assert.Equal("12.500", Count("time"));

        string Count(string name) => suite.Attribute(name)!.Value;
    }

    [Fact]
    public void Markdown_HostileNames_StayText()
    {
        var outcome = Outcome(new GateThresholds(0.9, null, null, null, 0));

        MarkdownFile.Write(_folder.File("gate.md"), outcome);

        var text = File.ReadAllText(_folder.File("gate.md"));
        Assert.Contains("**Missed** 1 of 1 gate.", text);
        Assert.Contains("| accuracy | 0.7500 | 0.9000 | **missed** by 0.1500 |", text);
        Assert.DoesNotContain("<b>", text);
        Assert.DoesNotContain('\u001b', text);
        var row = Assert.Single(text.Split('\n'), line => line.StartsWith("| &lt;b&gt;\\|\\`x\\`", StringComparison.Ordinal) && line.EndsWith("| 2 |", StringComparison.Ordinal));
        Assert.Equal(6, row.Count(c => c == '|') - (row.Split("\\|").Length - 1));
    }

    [Fact]
    public void Markdown_Baseline_ShowsTheChange()
    {
        var outcome = Outcome(new GateThresholds(null, null, null, new EarlierRun("b.json", 0.7, 0.9), 0.5));

        MarkdownFile.Write(_folder.File("gate.md"), outcome);

        var text = File.ReadAllText(_folder.File("gate.md"));
        Assert.Contains("**Passed** 2 gates.", text);
        Assert.Contains("| 70.0 % | +5.0 points |", text);
        Assert.Contains("| 90.0 % | -16.7 points |", text);
        Assert.Contains("Note: the baseline was measured on 0 images, this run on 4.", text);
    }

    private static GateOutcome Outcome(GateThresholds thresholds) => new(
        $"models/{Hostile}.zip", "Measured on all 4 images of here.",
        Reports.Of(["ant", Hostile, "cow"], (0, 0), (0, 0), (1, 1), (1, 0)), thresholds, 12.5);
}
