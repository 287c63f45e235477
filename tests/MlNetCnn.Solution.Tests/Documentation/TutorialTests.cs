using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using CnnStepByStep;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>What the tutorial shows is what the program, the engine and the command line do.</summary>
public sealed partial class TutorialTests
{
    public static TheoryData<string> Commands() => [.. TutorialText.Commands.Where(line => line.StartsWith("mlnetcnn ", StringComparison.Ordinal))];

    [Fact]
    public void CSharp_IsTheCompiledCode()
    {
        Assert.NotEmpty(TutorialText.Code);
        Assert.Equal(TutorialText.Compiled.Order(StringComparer.Ordinal), TutorialText.Code.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Grids_AreThoseOfTheProgram()
    {
        Assert.Equal(TextGrids.All.Keys.Order(StringComparer.Ordinal), TutorialText.Names("grid").Order(StringComparer.Ordinal));
        Assert.All(TextGrids.All, grid => Assert.Equal(grid.Value, TutorialText.Block("grid", grid.Key)));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_IsUnderstood(string line)
    {
        var console = new CommandConsole(TextWriter.Null, TextWriter.Null);
        var root = new RootCommand { GlobalOptions.Quiet, GlobalOptions.Verbose };
        foreach (var command in CommandList.Create(console))
        {
            root.Add(command);
        }

        Assert.Empty(root.Parse(line.Split(' ')[1..]).Errors.Select(error => error.Message));
    }

    [Fact]
    public void Commands_AreThoseOfThisRepository() =>
        Assert.All(TutorialText.Commands, line => Assert.Matches("^(mlnetcnn |dotnet run -c Release --project samples/CnnStepByStep -- (figures|grids|measure))", line));

    [Fact]
    public void ImageNetTable_HoldsTheErrorsOfTheFigure_AndTheNetworksOfTheLibrary()
    {
        var rows = TutorialText.Table("imagenet");
        Assert.Equal(ImageNetResult.All.Count, rows.Count);
        foreach (var (row, result) in rows.Zip(ImageNetResult.All))
        {
            Assert.Equal(
                [$"{result.Year}", result.Name, $"{result.Error.ToString(CultureInfo.InvariantCulture)} %", result.Network], [row[0], row[1], row[2], row[4]]);
            var network = CnnNetworks.Get(result.Network);
            AssertFigures(NetworkSummary.Of(network.Build(new CnnBuilder(1000, network.InputSize, network.InputSize))), row[5], row[6], "N0");
        }
    }

    [Fact]
    public void SizesTable_HoldsWhatTheBuilderGives()
    {
        foreach (var row in TutorialText.Table("sizes"))
        {
            var padding = row[0] == "Same" ? Padding.Same : Padding.Valid;
            var net = new CnnBuilder(5, 64, 64);
            foreach (var cell in row[1..])
            {
                if (cell == "none")
                {
                    Assert.Equal("LAYER_NO_PIXELS", Assert.Throws<MlNetCnnException>(() => net.Conv2D(8, 3, padding: padding).MaxPool(2)).Code);
                    break;
                }

                net.Conv2D(8, 3, padding: padding).MaxPool(2);
                Assert.Equal(cell, $"{net.Shape.Height}x{net.Shape.Width}");
            }
        }
    }

    [Theory]
    [InlineData("stride", 3)]
    [InlineData("heads", 3)]
    [InlineData("padding", 2)]
    public void MeasuredTable_HoldsTheFiguresOfTheMeasuredNetworks(string table, int count)
    {
        var rows = TutorialText.Table(table);
        Assert.Equal(count, rows.Count);
        foreach (var row in rows)
        {
            var layers = TutorialNetworks.All.Single(network => network.Name == row[0]).Layers;
            var summary = NetworkSummary.Of(layers(new CnnBuilder(5, 64, 64)));
            AssertFigures(summary, row[2], row[3], "F1");
            Assert.True(summary.Layers.Any(layer => layer.Output is [_, var height, var width] && $"{height}x{width}" == row[1]) || table == "heads", row[1]);
            AssertMean(row[4]);
        }
    }

    [Fact]
    public void MeasuredNetwork_WithoutAChange_IsSimpleCnn()
    {
        var ours = NetworkSummary.Of(TutorialNetworks.All[0].Layers(new CnnBuilder(5, 64, 64)));
        var named = NetworkSummary.Of(CnnNetworks.Get(TutorialNetworks.All[0].Name).Build(new CnnBuilder(5, 64, 64)));
        Assert.Equal(named.Layers.Select(Figures), ours.Layers.Select(Figures));
        Assert.Equal(
            named.Layers.Select(Figures), NetworkSummary.Of(TutorialNetworks.Average(TutorialNetworks.Blocks(new CnnBuilder(5, 64, 64)))).Layers.Select(Figures));

        static string Figures(LayerSummary layer) => $"{layer.Kind} {string.Join('x', layer.Output)} {layer.Parameters} {layer.MultiplyAdds}";
    }

    [Fact]
    public void Links_LeadSomewhere()
    {
        string[] anchors = [.. Heading().Matches(TutorialText.Whole).Select(match => Anchor(match.Groups[1].Value))];
        string[] links = [.. Link().Matches(TutorialText.Whole).Select(match => match.Groups[1].Value)];
        Assert.All(links.Where(link => link.StartsWith('#')), link => Assert.Contains(link[1..], anchors));
        Assert.All(
            links.Where(link => !link.StartsWith('#') && !link.StartsWith("https://", StringComparison.Ordinal)),
            link => Assert.True(Path.Exists(Path.Combine(TutorialText.Folder, link)), link));
        string[] shown = [.. links.Where(link => link.StartsWith("figures/", StringComparison.Ordinal))];
        Assert.Equal(Directory.GetFiles(Path.Combine(TutorialText.Folder, "figures")).Length, shown.Distinct().Count());
        string[] drawn = [.. Figure.All().Select(figure => $"figures/{figure.Name}.svg")];
        Assert.Equal(drawn, shown.Where(drawn.Contains));
    }

    private static void AssertFigures(NetworkSummary summary, string parameters, string multiplyAdds, string format)
    {
        Assert.Equal(summary.Parameters, TutorialText.Whole64(parameters));
        Assert.Equal($"{(summary.MultiplyAdds / 1e6).ToString(format, CultureInfo.InvariantCulture)} M", multiplyAdds);
    }

    // "62 % (60, 64)": the mean is that of the numbers in brackets.
    private static void AssertMean(string cell)
    {
        var match = Regex.Match(cell, @"^(\d+) % \(([\d, ]+)\)$");
        Assert.True(match.Success, cell);
        Assert.Equal(double.Parse(match.Groups[1].Value), Math.Round(match.Groups[2].Value.Split(", ").Average(double.Parse)));
    }

    // As GitHub makes an anchor of a heading.
    private static string Anchor(string heading) =>
        string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
