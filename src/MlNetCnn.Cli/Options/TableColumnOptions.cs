using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Options for reading a table of images; needed only for unusual column names.</summary>
internal sealed class TableColumnOptions
{
    private readonly Option<string?> _path = Column("--path-column", "Table column with the image paths.", "filename, path, image or file");
    private readonly Option<string?> _label = Column("--label-column", "Table column with the class names.", "label or class");
    private readonly Option<string?> _group = Column("--group-column", "Table column; images with the same value stay in the same split.");
    private readonly Option<string?> _split = Column("--split-column", "Table column with train, val or test; 'none' ignores such a column.", "split or part");

    private readonly Option<string?> _root = new ToolOption<string?>("--image-root")
    {
        Description = "Base folder of the relative paths in a table.",
        HelpName = "DIR",
        Default = "the table's folder",
    };

    /// <summary>Adds the options to a command that reads labeled images.</summary>
    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_label);
        command.Add(_group);
        command.Add(_split);
        command.Add(_root);
    }

    /// <summary>Adds the options to a command that reads only paths.</summary>
    public void AddPathsTo(Command command)
    {
        command.Add(_path);
        command.Add(_root);
    }

    /// <summary>Returns the specified options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="paths">The paths to read; null for one that was not specified.</param>
    /// <exception cref="MlNetCnnException">An option was specified, but there is no table.</exception>
    public TableOptions Read(ParseResult parse, params IEnumerable<string?> paths)
    {
        var given = new[] { _path, _label, _group, _split, _root }.Where(option => TrainingMethod.IsGiven(parse, option))
            .Select(option => option.Name).ToList();
        return given.Count > 0 && paths.OfType<string>().All(IsNoTable)
            ? throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, $"{string.Join(", ", given)} {(given.Count == 1 ? "applies" : "apply")} only to a table",
                expected: "a .csv or .tsv", received: DisplayText.List([.. paths.OfType<string>()]),
                fix: $"leave {(given.Count == 1 ? "it" : "them")} out, or list the images in a table")
            : Read(parse);
    }

    /// <summary>Lists labeled images and writes notes about them.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="path">The folder or table.</param>
    /// <param name="console">Receives the notes.</param>
    /// <exception cref="MlNetCnnException">They cannot be listed.</exception>
    public ImageDataset Open(ParseResult parse, string path, CommandConsole console)
    {
        var listing = ImageDataset.Open(path, Read(parse, path));
        ListingNotes.Write(console, listing.Notes);
        return listing;
    }

    // A path that does not exist gets its own error.
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

    private static Option<string?> Column(string name, string description, string? defaultName = null) =>
        new ToolOption<string?>(name) { Description = description, HelpName = "NAME", Default = defaultName };
}
