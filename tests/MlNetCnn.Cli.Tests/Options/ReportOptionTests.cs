using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Xunit;

namespace MlNetCnn.Cli.Tests;

[Collection(DemoCollection.Name)]
public sealed class ReportOptionTests(DemoFixture demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_Report_ShowsTheRunAndTheComparison()
    {
        var images = _folder.Copy("photos", 12, "animals", "clothing");
        File.WriteAllText(Path.Combine(images, "animals", "notes.txt"), "");
        string[] train =
        [
            "train", "--data", images, "--output", _folder.File("m.zip"), "--cache", _folder.File("cache"), "--metrics", _folder.File("m.json"), "--quiet",
        ];
        await CliRunner.RunAsync(train);
        File.Copy(_folder.File("m.json"), _folder.File("earlier.json"));

        var run = await CliRunner.RunAsync([.. train, "--report", _folder.File("r/r.html"), "--baseline", _folder.File("earlier.json"), "--seed", "1"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains($"Report:  {_folder.File("r/r.html")}", run.Output);
        Assert.Contains("accuracy 0.0 points", run.Output);
        var page = Read(_folder.File("r/r.html"));
        Assert.Equal("m.zip", page.Descendants("h1").Single().Value);
        Assert.Contains($"--report {_folder.File("r/r.html")} --baseline", page.Descendants("code").Single().Value);
        Assert.Equal(
            ["section-1", "run", "confusion", "classes", "gallery", "reliability", "rejected", "cost"],
            page.Descendants("section").Attributes("id").Select(id => id.Value));
        Assert.Contains("notes.txt", Section(page, "rejected").Value);
        Assert.Contains("onnxruntime", Section(page, "run").Value);
        Assert.Matches("Peak memory of the process: .*[MG]iB", Section(page, "cost").Value);
    }

    [Fact]
    public async Task Train_Calibrate_IsReportedShownAndWritten()
    {
        var images = _folder.Copy("photos", 20, "animals", "clothing", "vehicles");

        var run = await CliRunner.RunAsync(
            "train", "--data", images, "--output", _folder.File("m.zip"), "--cache", _folder.File("cache"), "--metrics", _folder.File("m.json"),
            "--report", _folder.File("r.html"), "--calibrate", "--quiet");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Matches(@"Calibrated: temperature \d\.\d+ from 48 images .* \d+\.\d % before, \d+\.\d % after\.", run.Output);
        Assert.Contains("warning: the temperature is based on only 48 images", run.Error);
        var calibration = JsonNode.Parse(File.ReadAllText(_folder.File("m.json")))!["calibration"]!.AsObject();
        Assert.Equal(["temperature", "images", "eceBefore", "eceAfter"], calibration.Select(entry => entry.Key));
        var page = Read(_folder.File("r.html"));
        Assert.Equal(2, Section(page, "reliability").Descendants().Count(element => element.Name.LocalName == "svg"));
        Assert.Contains("Temperature of the scores", Section(page, "run").Value);
    }

    [Fact]
    public async Task Evaluate_Report_ShowsTheMeasuredImagesAndMissedGates()
    {
        var run = await CliRunner.RunAsync(
            "evaluate", "--model", demo.Package, "--data", Path.Combine(Repository.Emoji, "images.csv"), "--report", _folder.File("r.html"),
            "--min-accuracy", "1", "--quiet");

        Assert.Equal(ExitCode.GateMissed, run.ExitCode);
        var page = Read(_folder.File("r.html"));
        Assert.Contains("below 1.0000", page.Descendants("p").First(paragraph => (string?)paragraph.Attribute("class") == "note").Value);
        Assert.Equal("180", Section(page, "classes").Descendants("tbody").Elements("tr").Sum(row => int.Parse(row.Elements().Last().Value)).ToString());
        Assert.NotEmpty(Section(page, "gallery").Descendants("img"));
    }

    private static XElement Section(XElement page, string id) => page.Descendants("section").Single(section => (string?)section.Attribute("id") == id);

    private static XElement Read(string path)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }
}
