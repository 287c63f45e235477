using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>backbones list</c>: the pretrained networks that are known by name.</summary>
internal sealed class BackbonesListCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Argument<string> _pattern = new("PATTERN")
    {
        Description = "Part of a name: * stands for any text, ? for one character; without them, how the name begins.",
        DefaultValueFactory = _ => "*",
    };

    private readonly Option<string> _format = CommonOptions.Choice(
        "--format", "table, or json with all that is known of each network.", ListFormat.Table);

    /// <summary>Creates the command.</summary>
    public BackbonesListCommand(CommandConsole console)
        : base(
            "list",
            "Lists the pretrained networks that are known by name. Where 'validated' is no, the network's source states neither accuracy nor "
            + "preprocessing: measure it on your own photos before you rely on it.",
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
