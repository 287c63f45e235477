using System.Xml.Linq;
using CnnStepByStep;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The committed figures are what the program draws.</summary>
public sealed class FiguresTests
{
    private const string NetworkSvg = "network.svg";

    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "figures");

    public static TheoryData<string> Names() => [.. Figure.All().Select(figure => figure.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Svg_IsWhatTheProgramDraws(string name)
    {
        var drawn = Figure.All().Single(figure => figure.Name == name).Svg;
        Assert.Equal(drawn, File.ReadAllText(Path.Combine(Folder, $"{name}.svg")).ReplaceLineEndings("\n"));
        var svg = XDocument.Parse(drawn);
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "desc" && element.Value.Length > 0);
        Assert.InRange(drawn.Length, 500, 50_000);
    }

    [Fact]
    public async Task NetworkSvg_IsWhatTheCommandDraws()
    {
        using var folder = new TemporaryFolder();
        var run = await CliRunner.RunAsync("network", "--output", folder.File("network.svg"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(
            File.ReadAllText(folder.File("network.svg")).ReplaceLineEndings("\n"), File.ReadAllText(Path.Combine(Folder, NetworkSvg)).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Folder_HoldsNoOtherSvg() =>
        Assert.Equal(
            Figure.All().Select(figure => $"{figure.Name}.svg").Append(NetworkSvg).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder, "*.svg").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Svg_InAnotherCulture_IsTheSame()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        string[] usual = [.. Figure.All().Select(figure => figure.Svg)];
        try
        {
            var commas = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            commas.NumberFormat.NumberDecimalSeparator = ",";
            commas.NumberFormat.NegativeSign = "~";
            Thread.CurrentThread.CurrentCulture = commas;
            Assert.Equal(usual, Figure.All().Select(figure => figure.Svg));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
