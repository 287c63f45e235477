using System.CommandLine;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>datasets list</c>: the sets that come with the program.</summary>
internal sealed class DatasetsListCommand : ToolCommand
{
    private const string EmojiLicense = "MIT, Apache-2.0, CC BY 4.0: LICENSES.md";

    private readonly CommandConsole _console;

    /// <summary>Creates the command.</summary>
    public DatasetsListCommand(CommandConsole console)
        : base("list", "Lists the sets of images that come with the program.", "")
    {
        _console = console;
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        var table = DemoImages.Find();
        var emoji = ImageDataset.FromTable(table);
        var rows = ReportTables.CreateTable("set", "classes", "train", "test", "licence", "path");
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
