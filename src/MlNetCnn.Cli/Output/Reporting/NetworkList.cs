using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Writes the available architectures.</summary>
internal static class NetworkList
{
    private const int ImageSize = 224;
    private const int ImageClasses = 1000;
    private const int SmallImageClasses = 10;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary>Returns the number of classes that a network was published for: that of ImageNet, or of MNIST and CIFAR.</summary>
    /// <param name="network">The network.</param>
    public static int PublishedClasses(CnnNetwork network) => network.InputSize >= ImageSize ? ImageClasses : SmallImageClasses;

    /// <summary>Writes a row for each network, and the next step.</summary>
    public static void WriteTable(CommandConsole console)
    {
        var table = ReportTables.CreateTable("name", "image size", "minimum", "classes", "parameters", "multiply-adds");
        table.AddColumn(new TableColumn(ReportTables.Cell("description")) { NoWrap = true });
        foreach (var network in CnnNetworks.All)
        {
            var figures = Figures(network);
            string[] cells =
            [
                network.Name, $"{network.InputSize}x{network.InputSize}", $"{network.MinInputSize}", $"{PublishedClasses(network)}",
                DisplayText.Number(figures.Parameters), DisplayText.Number(figures.MultiplyAdds), network.Description,
            ];
            table.AddRow(cells.Select(ReportTables.Cell));
        }

        console.Write(table);
        console.WriteLine("Figures are for width 1 and this image size and number of classes. To see the layers of a network:");
        console.WriteLine($"  {ConsoleTool.Name} summary --architecture resnet20");
    }

    /// <summary>Writes all properties of each network.</summary>
    public static void WriteJson(CommandConsole console) =>
        console.WriteLine(new JsonArray([.. CnnNetworks.All.Select(Describe)]).ToJsonString(Options));

    private static JsonObject Describe(CnnNetwork network)
    {
        var figures = Figures(network);
        return new JsonObject
        {
            ["name"] = network.Name,
            ["description"] = network.Description,
            ["paper"] = network.Paper,
            ["inputSize"] = network.InputSize,
            ["leastInputSize"] = network.MinInputSize,
            ["depth"] = network.Depth,
            ["classes"] = PublishedClasses(network),
            ["parameters"] = figures.Parameters,
            ["multiplyAdds"] = figures.MultiplyAdds,
        };
    }

    private static NetworkSummary Figures(CnnNetwork network) =>
        NetworkSummary.Of(network.Build(new CnnBuilder(PublishedClasses(network), network.InputSize, network.InputSize)));
}
