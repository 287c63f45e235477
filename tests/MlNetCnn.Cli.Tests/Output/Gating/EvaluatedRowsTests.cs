using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>Rows of evaluate that are not a usable image of a class of the model.</summary>
public sealed class EvaluatedRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EvaluatedRowsTests()
    {
        TinyClassifiers.Create(seed: 1).Save(_folder.File("m.zip"));
        TinyClassifiers.WriteImage(_folder.File("p.png"));
        for (var i = 0; i < 10; i++)
        {
            File.Copy(_folder.File("p.png"), _folder.File($"{i}.png"));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("9.png,", "LABEL_MISSING")]
    [InlineData("../../x.png,ant", "IMG_OUTSIDE_ROOT")]
    [InlineData("9.png,ant,surplus", "ROW_MALFORMED")]
    [InlineData("9.png,Ant", "LABEL_UNKNOWN")]
    public async Task Evaluate_TooManyRowsThatCannotBeUsed_EndsWith3(string row, string code)
    {
        Table([.. Rows(0, 9, "ant"), row]);

        var failed = await EvaluateAsync("--max-bad", "5", "--min-accuracy", "0", "--junit", _folder.File("j.xml"), "--markdown", _folder.File("m.md"));
        var passed = await EvaluateAsync("--max-bad", "10");

        Assert.Equal((3, ExitCode.Done), (failed.ExitCode, passed.ExitCode));
        Assert.Contains("error DATA_TOO_MANY_REJECTED: 1 of 10 images (10 %) cannot be used", failed.Error);
        Assert.Contains(code, failed.Error);
        var suite = XDocument.Load(_folder.File("j.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("1", "0"), (suite.Attribute("errors")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("DATA_TOO_MANY_REJECTED", suite.Element("testcase")!.Element("error")!.Attribute("type")!.Value);
        Assert.Contains("**Failed**: 1 of 10 images (10 %) cannot be used", File.ReadAllText(_folder.File("m.md")));
    }

    [Fact]
    public async Task Evaluate_RowsOfAnotherSplit_DoNotCount()
    {
        Table([.. Rows(0, 8, "ant").Select(row => $"{row},test"), "8.png,,train", "9.png,ant,train"], header: "filename,label,split");

        Assert.Equal(ExitCode.Done, (await EvaluateAsync("--max-bad", "0")).ExitCode);
    }

    [Fact]
    public async Task Evaluate_UnknownLabels_AreWrongAndAFigureOfTheirOwnEverywhere()
    {
        var answer = ImageClassifier.Load(_folder.File("m.zip")).Predict(_folder.File("p.png")).Label!;
        Table([.. Rows(0, 2, answer), .. Rows(2, 8, answer.ToUpperInvariant())]);

        var run = await EvaluateAsync(
            "--max-bad", "100", "--min-accuracy", "0.25", "--junit", _folder.File("j.xml"), "--markdown", _folder.File("m.md"), "--metrics", _folder.File("m.json"));

        Assert.Equal(ExitCode.GateMissed, run.ExitCode);
        Assert.Contains("Accuracy: 20.0 % of 10 images, of which 8 with labels that the model does not have count as wrong", run.Output);
        var json = JsonNode.Parse(File.ReadAllText(_folder.File("m.json")))!;
        Assert.Equal((10, 8, 0.2), ((int)json["images"]!["test"]!, (int)json["images"]!["unknownLabels"]!, (double)json["test"]!["accuracy"]!));
        var properties = XDocument.Load(_folder.File("j.xml")).Descendants("property").ToDictionary(p => p.Attribute("name")!.Value, p => p.Attribute("value")!.Value);
        Assert.Equal(("10", "8", "0.2000"), (properties["photos"], properties["unknownLabels"], properties["accuracy"]));
        var text = File.ReadAllText(_folder.File("m.md"));
        Assert.Contains($"8 images with labels that the model does not have count as wrong: {answer.ToUpperInvariant()} (8).", text);
        Assert.Contains("**Missed** 1 of 1 gate.", text);
    }

    [Fact]
    public async Task Evaluate_ClassWithoutImages_HasADashInEveryFile()
    {
        Table(Rows(0, 3, "ant"));

        var run = await EvaluateAsync("--junit", _folder.File("j.xml"), "--markdown", _folder.File("m.md"), "--metrics", _folder.File("m.json"));

        Assert.Matches(@"\n\s*dog\s+-\s+-\s+-\s+0", run.Output);
        Assert.Contains("| dog | - | - | - | 0 |", File.ReadAllText(_folder.File("m.md")));
        Assert.Contains("precision -, recall -, F1 -, 0 images", File.ReadAllText(_folder.File("j.xml")));
        Assert.Null(JsonNode.Parse(File.ReadAllText(_folder.File("m.json")))!["perClass"]![3]!["precision"]);

        var again = await EvaluateAsync("--baseline", _folder.File("m.json"));
        Assert.DoesNotContain("other classes", again.Output);
    }

    [Fact]
    public async Task Evaluate_NotesOfTheDataset_AreWritten()
    {
        Table(["#1.png,ant", .. Rows(0, 2, "ant"), "0.png,ant", "#2.png,ant"]);

        var run = await EvaluateAsync();

        Assert.Contains("2 lines after the header, empty or a comment, were skipped, the first at line 2", run.Output);
        Assert.Contains("Note: 1 row or link repeats a file that is already listed and was left out", run.Output);
    }

    private static string[] Rows(int first, int count, string label) => [.. Enumerable.Range(first, count).Select(i => $"{i}.png,{label}")];

    private void Table(string[] rows, string header = "filename,label") => File.WriteAllLines(_folder.File("t.csv"), [header, .. rows]);

    private Task<CliRun> EvaluateAsync(params string[] options) =>
        CliRunner.RunAsync(["evaluate", "--model", _folder.File("m.zip"), "--data", _folder.File("t.csv"), "--quiet", .. options]);
}
