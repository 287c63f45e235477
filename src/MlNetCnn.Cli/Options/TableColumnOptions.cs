using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>How a table of photos is read; needed only where its columns have unusual names.</summary>
internal sealed class TableColumnOptions
{
    private readonly Option<string?> _path = Column("--path-column", "The column of paths; else filename, path, image or file.");
    private readonly Option<string?> _label = Column("--label-column", "The column of class names; else label or class.");
    private readonly Option<string?> _group = Column("--group-column", "Photos with equal values here stay on one side of the split.");
    private readonly Option<string?> _split =
        Column("--split-column", "The column that says train, val or test; else split or part. 'none' where a column of that name means something else.");

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
    /// <param name="parse">The command line.</param>
    /// <param name="paths">What is to be read; null for what was not given.</param>
    /// <exception cref="MlNetCnnException">There is something given, and no table to read by it.</exception>
    public TableOptions Read(ParseResult parse, params IEnumerable<string?> paths)
    {
        var given = new[] { _path, _label, _group, _split, _root }.Where(option => TrainingMethod.IsGiven(parse, option))
            .Select(option => option.Name).ToList();
        return given.Count > 0 && paths.OfType<string>().All(IsNoTable)
            ? throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, $"there is no table for {string.Join(", ", given)} to say anything of",
                expected: "a .csv or .tsv", received: DisplayText.List([.. paths.OfType<string>()]),
                fix: $"leave {(given.Count == 1 ? "it" : "them")} out, or list the photos in a table")
            : Read(parse);
    }

    /// <summary>Lists labelled photos, and says what a person should know of them.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="path">The folder or table.</param>
    /// <param name="console">Where the notes go.</param>
    /// <exception cref="MlNetCnnException">They cannot be listed.</exception>
    public ImageDataset Open(ParseResult parse, string path, CommandConsole console)
    {
        var listing = ImageDataset.Open(path, Read(parse, path));
        ListingNotes.Write(console, listing.Notes);
        return listing;
    }

    // A path that does not exist has an error of its own.
    private static bool IsNoTable(string path) =>
        Directory.Exists(path) || (File.Exists(path) && Path.GetExtension(path).ToLowerInvariant() is not (".csv" or ".tsv"));

    private TableOptions Read(ParseResult parse) => new()
    {
        PathColumn = parse.GetValue(_path),
        LabelColumn = parse.GetValue(_label),
        GroupColumn = parse.GetValue(_group),
        SplitColumn = parse.GetValue(_split),
        ImageRoot = parse.GetValue(_root),
    };

    private static Option<string?> Column(string name, string description) => new(name) { Description = description, HelpName = "NAME" };
}
