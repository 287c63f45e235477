using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>How a table of photos is read; needed only where its columns have unusual names.</summary>
internal sealed class TableColumnOptions
{
    private readonly Option<string?> _path = Column("--path-column", "The column of paths; else filename, path, image or file.");
    private readonly Option<string?> _label = Column("--label-column", "The column of class names; else label or class.");
    private readonly Option<string?> _group = Column("--group-column", "Photos with equal values here stay on one side of the split.");
    private readonly Option<string?> _split = Column("--split-column", "The column that says train, val or test; else split or part.");

    private readonly Option<string?> _root = new("--image-root")
    {
        Description = "The folder that a table's relative paths start from; else the table's own.",
        HelpName = "DIR",
    };

    /// <summary>Adds the options to a command that reads labelled photos.</summary>
    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_label);
        command.Add(_group);
        command.Add(_split);
        command.Add(_root);
    }

    /// <summary>Adds the options to a command that reads paths alone.</summary>
    public void AddPathsTo(Command command)
    {
        command.Add(_path);
        command.Add(_root);
    }

    /// <summary>What was given.</summary>
    public TableOptions Read(ParseResult parse) => new()
    {
        PathColumn = parse.GetValue(_path),
        LabelColumn = parse.GetValue(_label),
        GroupColumn = parse.GetValue(_group),
        SplitColumn = parse.GetValue(_split),
        ImageRoot = parse.GetValue(_root),
    };

    private static Option<string?> Column(string name, string description) => new(name) { Description = description, HelpName = "NAME" };
}
