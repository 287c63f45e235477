using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Writes the summary of a network.</summary>
/// <param name="name">The name of the network.</param>
/// <param name="summary">The summary.</param>
internal sealed class SummaryReport(string name, NetworkSummary summary)
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    // Smaller fractions are not shown.
    private const double MinFraction = 0.0005;

    /// <summary>The architecture; null for a backbone.</summary>
    public CnnNetwork? Network { get; init; }

    /// <summary>The number of classes; null if the backbone keeps its own classifier.</summary>
    public int? Classes { get; init; }

    /// <summary>The options that create this variant of the network; empty for a backbone.</summary>
    public string Form { get; init; } = "";

    /// <summary>Writes a row for each layer, the totals, and the command that trains the network.</summary>
    /// <param name="console">Receives the text.</param>
    /// <param name="all">Whether to list layers without weights that keep the shape, such as activations.</param>
    public void WriteTable(CommandConsole console, bool all)
    {
        var shown = Shown(all).ToList();
        console.WriteLine($"{DisplayText.OneLine(name)}{(Network is null ? "" : $": {Network.Description}")}");
        console.Write(Draw(shown));
        if (summary.Layers.Count > shown.Count)
        {
            console.WriteLine($"{DisplayText.Count(summary.Layers.Count - shown.Count, "layer")} without weights that keep the shape, such as activations, "
                + "are listed with --verbose");
        }

        console.WriteLine();
        console.WriteLine($"image            {Shape(summary.Input)}");
        console.WriteLine($"layers           {summary.Layers.Count}");
        console.WriteLine($"parameters       {DisplayText.Number(summary.Parameters)} ({DisplayText.Bytes(summary.Parameters * sizeof(float))} in float32)");
        console.WriteLine($"multiply-adds    {DisplayText.Number(summary.MultiplyAdds)} per image");
        console.WriteLine($"receptive field  {summary.ReceptiveField} pixels, before layers that cover the whole map");
        if (Network is { Paper.Length: > 0 })
        {
            console.WriteLine($"paper            {Network.Paper}");
        }

        if (Network is not null)
        {
            console.WriteLine();
            console.WriteLine("Next, train it on your images:");
            console.WriteLine($"  {ConsoleTool.Name} train --data YOUR_PHOTOS --method scratch --architecture {Network.Name}{Form} --output photos.zip");
        }
    }

    /// <summary>Writes all figures of all layers.</summary>
    /// <param name="console">Receives the text.</param>
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
        foreach (var header in new[] { "filter", "stride", "output", "parameters", "%", "multiply-adds", "%", "receptive field" })
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
