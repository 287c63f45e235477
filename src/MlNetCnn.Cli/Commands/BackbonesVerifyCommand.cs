using System.CommandLine;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>backbones verify</c>: reads downloaded networks and compares their hashes.</summary>
internal sealed class BackbonesVerifyCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Names as 'list' shows them, also with * and ?; all that are there by default.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Creates the command.</summary>
    public BackbonesVerifyCommand(CommandConsole console)
        : base("verify", "Reads downloaded networks and compares their SHA-256 with the catalogue's.", "", "resnet50-v2.onnx-zoo")
    {
        _console = console;
        Add(_names);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var names = parse.GetValue(_names) ?? [];
        var store = new BackboneStore();
        var entries = names.Length > 0 ? BackboneNames.Resolve(names) : BackboneCatalog.Default.Entries;
        var table = ReportTables.CreateTable("name", "state");
        var faulty = new List<BackboneEntry>();
        var rows = 0;
        foreach (var entry in entries)
        {
            var state = await store.VerifyAsync(entry, cancellationToken);
            if (state == BackboneFileState.Missing && (names.Length == 0 || entry.IsBundled))
            {
                continue;
            }

            rows++;
            table.AddRow(ReportTables.Cell(entry.Name), ReportTables.Cell(state.ToString().ToLowerInvariant()));
            if (state != BackboneFileState.Valid)
            {
                faulty.Add(entry);
            }
        }

        if (rows > 0)
        {
            _console.Write(table);
        }
        else
        {
            _console.WriteLine($"Nothing to verify: no downloaded network lies in {DisplayText.OneLine(store.Folder)}");
        }

        return faulty.Count == 0 ? ExitCode.Done : throw new MlNetCnnException(
            ErrorKind.Model, ToolErrorCodes.BackboneNotIntact, $"{DisplayText.Count(faulty.Count, "network")} cannot be used as it is",
            expected: "files with the SHA-256 of the catalogue",
            fix: $"{ConsoleTool.Name} backbones pull {string.Join(' ', faulty.Select(entry => entry.Name))}");
    }
}
