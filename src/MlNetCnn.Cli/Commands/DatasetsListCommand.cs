using System.CommandLine;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>datasets list</c>: lists the bundled datasets.</summary>
internal sealed class DatasetsListCommand : ToolCommand
{
    private const string EmojiLicense = "MIT, Apache-2.0, CC BY 4.0: LICENSES.md";

    private readonly CommandConsole _console;

    /// <summary>Creates the command.</summary>
    public DatasetsListCommand(CommandConsole console)
        : base("list", "Lists the datasets that come with the program.", "")
    {
        _console = console;
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        var table = DemoImages.Find();
        var emoji = ImageDataset.FromTable(table);
        var rows = ReportTables.CreateTable("dataset", "classes", "train", "test", "license", "path");
        rows.AddRow(
            ReportTables.Cell("emoji"),
            ReportTables.Cell($"{emoji.ClassNames.Count}"),
            ReportTables.Cell($"{emoji.Count(image => image.Split == DatasetSplit.Train)}"),
            ReportTables.Cell($"{emoji.Count(image => image.Split == DatasetSplit.Test)}"),
            ReportTables.Cell(EmojiLicense),
            ReportTables.Cell(table));
        _console.Write(rows);
        return ExitCode.Done;
    }
}
