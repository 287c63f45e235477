using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Writes a network's figures.</summary>
/// <param name="name">What the network is called.</param>
/// <param name="summary">The figures.</param>
internal sealed class SummaryReport(string name, NetworkSummary summary)
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    // Below this a layer's share says nothing.
    private const double MinFraction = 0.0005;

    /// <summary>The network by name; null for a backbone.</summary>
    public CnnNetwork? Network { get; init; }

    /// <summary>How many classes it tells apart; null where the backbone's own classifier stays.</summary>
    public int? Classes { get; init; }

    /// <summary>The options that make this form of the network; empty for a backbone.</summary>
    public string Form { get; init; } = "";

    /// <summary>Writes a row for each layer, the sums, and how the network is trained.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="all">Whether layers without weights that keep the shape, as activations, get rows too.</param>
    public void WriteTable(CommandConsole console, bool all)
    {
        var shown = Shown(all).ToList();
        console.WriteLine($"{DisplayText.OneLine(name)}{(Network is null ? "" : $": {Network.Description}")}");
        console.Write(Draw(shown));
        if (summary.Layers.Count > shown.Count)
        {
            console.WriteLine($"{DisplayText.Count(summary.Layers.Count - shown.Count, "layer")} without weights that keep the shape, such as activations: "
                + "see --verbose");
        }

        console.WriteLine();
        console.WriteLine($"photo            {Shape(summary.Input)}");
        console.WriteLine($"layers           {summary.Layers.Count}");
        console.WriteLine($"parameters       {DisplayText.Number(summary.Parameters)} ({DisplayText.Bytes(summary.Parameters * sizeof(float))} in float32)");
        console.WriteLine($"multiply-adds    {DisplayText.Number(summary.MultiplyAdds)} per photo");
        console.WriteLine($"receptive field  {summary.ReceptiveField} pixels, before the whole map is looked at");
        if (Network is { Paper.Length: > 0 })
        {
            console.WriteLine($"paper            {Network.Paper}");
        }

        if (Network is not null)
        {
            console.WriteLine();
            console.WriteLine("Next, train it on your photos:");
            console.WriteLine($"  {ConsoleTool.Name} train --data YOUR_PHOTOS --method scratch --architecture {Network.Name}{Form} --output photos.zip");
        }
    }

    /// <summary>Writes every figure of every layer.</summary>
    /// <param name="console">Where to.</param>
    public void WriteJson(CommandConsole console) => console.WriteLine(new JsonObject
    {
        ["name"] = name,
        ["description"] = Network?.Description,
        ["paper"] = Network?.Paper,
        ["classes"] = Classes,
        ["input"] = Numbers(summary.Input),
        ["parameters"] = summary.Parameters,
        ["multiplyAdds"] = summary.MultiplyAdds,
        ["receptiveField"] = Pair(summary.ReceptiveField),
        ["layers"] = new JsonArray([.. summary.Layers.Select(Describe)]),
    }.ToJsonString(Options));

    private IEnumerable<LayerSummary> Shown(bool all)
    {
        var before = summary.Input;
        foreach (var layer in summary.Layers)
        {
            if (all || layer.Parameters > 0 || !layer.Output.SequenceEqual(before))
            {
                yield return layer;
            }

            before = layer.Output;
        }
    }

    private static Table Draw(IReadOnlyList<LayerSummary> layers)
    {
        var table = ReportTables.CreateTable("layer");
        table.AddColumn(new TableColumn(ReportTables.Cell("kind")) { NoWrap = true });
        foreach (var header in new[] { "filter", "stride", "gives", "parameters", "share", "multiply-adds", "share", "sees" })
        {
            table.AddColumn(new TableColumn(ReportTables.Cell(header)) { Alignment = Justify.Right, NoWrap = true });
        }

        foreach (var layer in layers)
        {
            string[] cells =
            [
                layer.Name, layer.Kind, Shape(layer.Filter), layer.Stride is { } stride && stride != 1 ? $"{stride}" : "", Shape(layer.Output),
                Number(layer.Parameters), Fraction(layer.ParameterFraction), Number(layer.MultiplyAdds), Fraction(layer.MultiplyAddFraction),
                layer.ReceptiveField is { } field ? $"{field}" : "all",
            ];
            table.AddRow(cells.Select(ReportTables.Cell));
        }

        return table;
    }

    private static JsonNode Describe(LayerSummary layer) => new JsonObject
    {
        ["name"] = layer.Name,
        ["kind"] = layer.Kind,
        ["filter"] = Numbers(layer.Filter),
        ["stride"] = Pair(layer.Stride),
        ["output"] = Numbers(layer.Output),
        ["parameters"] = layer.Parameters,
        ["parameterShare"] = layer.ParameterFraction,
        ["multiplyAdds"] = layer.MultiplyAdds,
        ["multiplyAddShare"] = layer.MultiplyAddFraction,
        ["receptiveField"] = Pair(layer.ReceptiveField),
    };

    private static JsonArray? Pair(Size2D? size) => size is { } pair ? new JsonArray(pair.Height, pair.Width) : null;

    private static JsonArray Numbers(IReadOnlyList<long> sizes) => new([.. sizes.Select(size => JsonValue.Create(size))]);

    private static string Shape(IReadOnlyList<long> sizes) => string.Join('x', sizes);

    private static string Number(long count) => count == 0 ? "" : DisplayText.Number(count);

    private static string Fraction(double fraction) => fraction < MinFraction ? "" : DisplayText.Percent(fraction);
}
