using System.CommandLine;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>backbones verify</c>: checks the hashes of downloaded networks.</summary>
internal sealed class BackbonesVerifyCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Names from 'backbones list', also with * and ?; by default all downloaded networks.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Creates the command.</summary>
    public BackbonesVerifyCommand(CommandConsole console)
        : base("verify", "Compares the SHA-256 of downloaded networks with the catalog.", "", "resnet50-v2.onnx-zoo")
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
        var invalid = new List<BackboneEntry>();
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
                invalid.Add(entry);
            }
        }

        if (rows > 0)
        {
            _console.Write(table);
        }
        else
        {
            _console.WriteLine($"Nothing to verify: there are no downloaded networks in {DisplayText.OneLine(store.Folder)}");
        }

        return invalid.Count == 0 ? ExitCode.Done : throw new MlNetCnnException(
            ErrorKind.Model, ToolErrorCodes.BackboneNotIntact,
            $"{DisplayText.Count(invalid.Count, "network")} {(invalid.Count == 1 ? "does" : "do")} not match the catalog",
            expected: "files with the SHA-256 from the catalog",
            fix: $"{ConsoleTool.Name} backbones pull {string.Join(' ', invalid.Select(entry => entry.Name))}");
    }
}
