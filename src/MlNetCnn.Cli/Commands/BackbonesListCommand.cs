using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>backbones list</c>: lists the catalog of pretrained networks.</summary>
internal sealed class BackbonesListCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Argument<string> _pattern = new("PATTERN")
    {
        Description = "Name with * (any text) and ? (one character), or the start of a name.",
        DefaultValueFactory = _ => "*",
    };

    private readonly Option<string> _format = CommonOptions.Choice(
        "--format", "Output format; json has all properties of each network.", ListFormat.Table);

    /// <summary>Creates the command.</summary>
    public BackbonesListCommand(CommandConsole console)
        : base(
            "list",
            "Lists the catalog of pretrained networks. For a network that is not validated, the source states neither accuracy nor preprocessing: "
            + "measure it on your own images first.",
            "", "'resnet*-v2*'", "vgg --format json")
    {
        _console = console;
        Add(_pattern);
        Add(_format);
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        var entries = BackboneNames.Search(parse.GetRequiredValue(_pattern));
        var list = new BackboneList(FindStore());
        if (parse.Chosen<ListFormat>(_format) == ListFormat.Json)
        {
            list.WriteJson(_console, entries);
        }
        else
        {
            list.WriteTable(_console, entries);
        }

        return ExitCode.Done;
    }

    private static BackboneStore? FindStore()
    {
        try
        {
            return new BackboneStore();
        }
        catch (MlNetCnnException exception) when (exception.Code == ErrorCodes.CacheNoHome)
        {
            return null;
        }
    }
}
