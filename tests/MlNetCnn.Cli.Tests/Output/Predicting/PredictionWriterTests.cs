using System.Text.Json;
using CsvHelper;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public class PredictionWriterTests
{
    private const string AwkwardPath = "a \"b\", c\nd\u001b[31m.jpg";
    private static readonly string[] ClassNames = ["cat, \"tabby\"", "dog"];

    [Fact]
    public void Csv_AwkwardNames_AreReadBackAsTheyWere()
    {
        var text = Write(PredictionFormat.Csv);

        using var reader = CsvReader.Create(new StringReader(text));
        Assert.True(reader.Read());
        Assert.Equal([AwkwardPath, "cat, \"tabby\"", "0.750000", ""], Enumerable.Range(0, 4).Select(i => reader.GetString(i) ?? ""));
        Assert.True(reader.Read());
        Assert.Equal("IMG_EMPTY: 0 bytes, \"none\"", reader.GetString(3));
        Assert.False(reader.Read());
    }

    /// <summary>As the help says, names that look like formulas must be imported as text.</summary>
    [Fact]
    public async Task Csv_NamesThatLookLikeFormulas_AreUnchangedAsTheHelpSays()
    {
        using var text = new StringWriter();
        var writer = PredictionWriter.Create(PredictionFormat.Csv, text, ["=cmd|calc", "dog"], 1);
        writer.Begin();
        writer.Write(new ImagePrediction("=1+1.jpg", ["=cmd|calc", "dog"], [0.75f, 0.25f]));
        writer.End();

        Assert.Equal("=1+1.jpg,=cmd|calc,0.750000,", text.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)[1]);
        var help = await CliRunner.RunAsync("predict", "--help");
        Assert.Matches(@"unchanged\s+names,\s+so\s+import\s+it\s+as\s+text", help.Output);
    }

    [Fact]
    public void Json_AwkwardNames_AreReadBackAsTheyWere()
    {
        using var rows = JsonDocument.Parse(Write(PredictionFormat.Json));

        Assert.Equal(AwkwardPath, rows.RootElement[0].GetProperty("path").GetString());
        Assert.Equal("cat, \"tabby\"", rows.RootElement[0].GetProperty("label").GetString());
        Assert.Equal("IMG_EMPTY", rows.RootElement[1].GetProperty("error").GetProperty("code").GetString());
        Assert.False(rows.RootElement[1].TryGetProperty("label", out _));
    }

    [Fact]
    public void Json_NoImages_IsAnEmptyArray()
    {
        using var text = new StringWriter();
        var writer = PredictionWriter.Create(PredictionFormat.Json, text, ClassNames, 1);
        writer.Begin();
        writer.End();

        using var rows = JsonDocument.Parse(text.ToString());
        Assert.Equal(0, rows.RootElement.GetArrayLength());
    }

    [Fact]
    public void Table_AwkwardNames_KeepOneLineAndSendNoEscapeToTheTerminal()
    {
        var lines = Write(PredictionFormat.Table).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, lines.Length);
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
        Assert.Contains("75.0 %", lines[1]);
        Assert.Contains("IMG_EMPTY", lines[2]);
    }

    [Fact]
    public void Tally_OneImageThatCannotBeUsed_IsInTheSingular()
    {
        var tally = new PredictionTally();
        tally.Add(new ImagePrediction(new ImageError("x.jpg", "IMG_EMPTY", "0 bytes")));

        Assert.Equal("the only image cannot be used", Assert.Throws<MlNetCnnException>(() => tally.Check(0)).Problem);
    }

    private static string Write(PredictionFormat format)
    {
        using var text = new StringWriter();
        var writer = PredictionWriter.Create(format, text, ClassNames, 1);
        writer.Begin();
        writer.Write(new ImagePrediction(AwkwardPath, ClassNames, [0.75f, 0.25f]));
        writer.Write(new ImagePrediction(new ImageError("x.jpg", "IMG_EMPTY", "0 bytes, \"none\"")));
        writer.End();
        return text.ToString();
    }
}
