using System.CommandLine;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>datasets list</c>: the sets that come with the program.</summary>
internal sealed class DatasetsListCommand : ToolCommand
{
    private const string FlowersLicence = "CC BY 2.0, photographers in photos.csv";

    private readonly CommandConsole _console;

    /// <summary>Creates the command.</summary>
    public DatasetsListCommand(CommandConsole console)
        : base("list", "Lists the sets of photos that come with the program.", "")
    {
        _console = console;
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        var table = DemoPhotos.Find();
        var flowers = ImageListing.FromTable(table);
        var rows = ReportTables.CreateTable("set", "classes", "train", "test", "licence", "path");
        rows.AddRow(
            ReportTables.Cell("flowers"),
            ReportTables.Cell($"{flowers.ClassNames.Count}"),
            ReportTables.Cell($"{flowers.Count(image => image.Part == ImagePart.Train)}"),
            ReportTables.Cell($"{flowers.Count(image => image.Part == ImagePart.Test)}"),
            ReportTables.Cell(FlowersLicence),
            ReportTables.Cell(table));
        _console.Write(rows);
        return ExitCode.Done;
    }
}
