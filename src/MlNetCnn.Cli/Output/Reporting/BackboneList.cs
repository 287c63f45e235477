using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Writes entries of the catalog.</summary>
/// <param name="store">The store of downloaded files, or null if there is none.</param>
internal sealed class BackboneList(BackboneStore? store)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Writes a row for each entry, with notes.</summary>
    public void WriteTable(CommandConsole console, IReadOnlyList<BackboneEntry> entries)
    {
        var table = ReportTables.CreateTable("name", "input", "features", "size", "license", "validated", "present");
        foreach (var entry in entries)
        {
            string[] cells =
            [
                entry.Name, $"{entry.InputSize}x{entry.InputSize}", $"{entry.FeatureCount?.ToString() ?? "?"}", DisplayText.Bytes(entry.Size),
                entry.License, entry.IsValidated ? "yes" : "no", IsPresent(entry) ? "yes" : "no",
            ];
            table.AddRow(cells.Select(ReportTables.Cell));
        }

        console.Write(table);
        if (entries.Any(entry => !entry.IsValidated))
        {
            console.WriteLine("Not validated: the source states neither accuracy nor preprocessing; measure the network on your own images first.");
        }

        console.WriteLine(store is null ? "There is no download folder: set MLNETCNN_CACHE." : $"Downloads are in {DisplayText.OneLine(store.Folder)}");
    }

    /// <summary>Writes all properties of each entry.</summary>
    public void WriteJson(CommandConsole console, IReadOnlyList<BackboneEntry> entries) =>
        console.WriteLine(new JsonArray([.. entries.Select(Describe)]).ToJsonString(Options));

    private JsonObject Describe(BackboneEntry entry) => new()
    {
        ["name"] = entry.Name,
        ["inputSize"] = entry.InputSize,
        ["features"] = entry.FeatureCount,
        ["featureTensor"] = entry.FeatureTensor,
        ["bytes"] = entry.Size,
        ["sha256"] = entry.Sha256,
        ["opset"] = entry.Opset,
        ["preprocessing"] = entry.Preprocessing.ToString(),
        ["preprocessingNote"] = entry.PreprocessingNote,
        ["licence"] = entry.License,
        ["licenceNote"] = entry.LicenseNote,
        ["validated"] = entry.IsValidated,
        ["present"] = IsPresent(entry),
        ["path"] = store is not null && store.Contains(entry) ? store.PathOf(entry) : null,
        ["url"] = entry.Url,
        ["mirror"] = entry.Mirror,
        ["paper"] = entry.Paper,
    };

    private bool IsPresent(BackboneEntry entry) => entry.IsBundled ? Backbone.IsDefaultPresent : store?.Contains(entry) == true;
}
