namespace MlNetCnn.Cli;

/// <summary>
/// All that a command reads and writes. What it is to write is checked before any work: that it can be written, that no two outputs are one
/// file, and that nothing which is read is written over or added to.
/// </summary>
internal sealed class CommandFiles
{
    private readonly List<string> _read = [];
    private readonly List<(string Path, Func<string, string, StringComparison, bool> Takes)> _folders = [];
    private readonly List<string> _written = [];
    private readonly List<string> _texts = [];
    private readonly RealPaths _real = new();
    private Dictionary<string, string> _replaced = [];

    /// <summary>Adds files that are read; null stands for one that was not named, and an <c>.onnx</c> for its side files too.</summary>
    public CommandFiles Reads(params IEnumerable<string?> paths)
    {
        _read.AddRange(paths.OfType<string>());
        return this;
    }

    /// <summary>Adds folders of class folders, or tables.</summary>
    public CommandFiles ReadsClasses(params IEnumerable<string?> paths) => Reads(paths, ImageDataset.WouldList);

    /// <summary>Adds photos, folders that are searched for photos, or tables.</summary>
    public CommandFiles ReadsImages(params IEnumerable<string?> paths) =>
        Reads(paths, (folder, path, comparison) => RealPath.IsWithin(path, folder, comparison) && ImageFiles.HasImageExtension(path));

    /// <summary>Adds a folder in which nothing else is to lie, or null.</summary>
    public CommandFiles ReadsFolder(string? path) => Reads([path], (folder, path, comparison) => RealPath.IsWithin(path, folder, comparison));

    /// <summary>Adds files that are written and read back.</summary>
    public CommandFiles Writes(params IEnumerable<string?> paths)
    {
        _written.AddRange(paths.OfType<string>());
        return this;
    }

    /// <summary>Adds texts that are written; devices and pipes take them too.</summary>
    public CommandFiles WritesText(params IEnumerable<string?> paths)
    {
        _texts.AddRange(paths.OfType<string>());
        return this;
    }

    /// <summary>Adds files in a folder that an option names.</summary>
    public CommandFiles WritesInto(string option, string folder, params IEnumerable<string> names)
    {
        return File.Exists(folder)
            ? throw new MlNetCnnException(
                ErrorKind.Environment, ToolErrorCodes.OutputIsFile, $"'{folder}' is a file; {option} names a folder",
                expected: "the path of a folder, which is made where it is missing", fix: "name another folder")
            : Writes(names.Select(name => Path.Combine(folder, name)));
    }

    /// <summary>Checks all that is to be written; nothing is left behind.</summary>
    /// <returns>These files.</returns>
    /// <exception cref="MlNetCnnException">Something cannot be written, or is not to be.</exception>
    public CommandFiles Check()
    {
        _texts.ForEach(path => AtomicFile.RequireFile(path, isText: true));
        _written.ForEach(path => AtomicFile.RequireFile(path));
        var outputs = _written.Concat(_texts.Where(path => !SpecialFile.Exists(path))).Select(path => (Path: path, Real: RealPath.Of(path))).ToList();
        outputs.ForEach(output => RequireName(output.Path));
        Compare(outputs, StringComparison.Ordinal);

        // On some file systems, and not on others that the same machine may have, A and a are one file.
        var caseless = outputs.Where(output => Probe(output.Path, output.Real)).ToList();
        Compare(caseless, StringComparison.OrdinalIgnoreCase);
        _replaced = outputs.Where(output => File.Exists(output.Real))
            .ToDictionary(output => output.Real, output => output.Path, caseless.Count > 0 ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        return this;
    }

    /// <summary>Checks that nothing is written over the photos of listings.</summary>
    /// <exception cref="MlNetCnnException">An output is one of the photos.</exception>
    public void Check(params IEnumerable<ImageDataset?> listings)
    {
        foreach (var path in listings.OfType<ImageDataset>().SelectMany(listing => listing).Select(image => image.Path))
        {
            Check(path);
        }
    }

    /// <summary>Passes photos on, and checks of each that nothing is written over it.</summary>
    /// <exception cref="MlNetCnnException">An output is one of the photos.</exception>
    public IEnumerable<string> Watch(IEnumerable<string> images) => images.Select(Check);

    private static void RequireName(string path)
    {
        if (Path.GetFileNameWithoutExtension(path).Length == 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "an output has no name before its ending", expected: $"a path such as out{Path.GetFileName(path)}",
                received: path, fix: "name the file; a variable of the shell may have been empty");
        }
    }

    /// <summary>Finds out whether a file can be written, and whether capitals and small letters are the same there.</summary>
    private static bool Probe(string path, string real)
    {
        try
        {
            return OutputFile.Probe(real);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.OutputNotWritable, $"cannot write '{path}': {exception.Message.TrimEnd('.')}",
                fix: "choose a folder on a disk with room that you may write to", innerException: exception);
        }
    }

    private string Check(string image)
    {
        // Most runs replace nothing, and then no photo is looked for.
        return _replaced.Count > 0 && _replaced.TryGetValue(_real.Of(image), out var output) ? throw IsInput(output) : image;
    }

    private void Compare(IReadOnlyList<(string Path, string Real)> outputs, StringComparison comparison)
    {
        var comparer = StringComparer.FromComparison(comparison);
        if (outputs.GroupBy(output => output.Real, comparer).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.OutputTwice, "two outputs are the same file", received: string.Join(", ", same.Select(output => output.Path)),
                fix: "give each its own file");
        }

        string[] read = [.. outputs.Any(output => File.Exists(output.Path))
            ? _read.Concat(_read.Where(IsNetwork).SelectMany(Backbone.FindExternalFiles)).Select(RealPath.Of) : []];
        foreach (var (path, real) in outputs)
        {
            if (read.Contains(real, comparer))
            {
                throw IsInput(path);
            }

            if (_folders.FirstOrDefault(folder => folder.Takes(RealPath.Of(folder.Path), real, comparison)).Path is { } folder)
            {
                throw new MlNetCnnException(
                    ErrorKind.Usage, ErrorCodes.OutputInInput, $"the output '{path}' lies where the command looks for its input",
                    expected: "a path outside of what is read", received: $"a path in '{folder}'", fix: "write it elsewhere");
            }
        }
    }

    private static bool IsNetwork(string path) => ModelPath.IsNetwork(path) && File.Exists(path);

    private static MlNetCnnException IsInput(string output) => new(
        ErrorKind.Usage, ErrorCodes.OutputIsInput, $"the output '{output}' would replace what the command reads",
        expected: "a file that is none of the inputs, nor a link to one", fix: "name another file");

    private CommandFiles Reads(IEnumerable<string?> paths, Func<string, string, StringComparison, bool> takes)
    {
        foreach (var path in paths.OfType<string>())
        {
            if (Directory.Exists(path))
            {
                _folders.Add((path, takes));
            }
            else
            {
                _read.Add(path);
            }
        }

        return this;
    }
}

/// <summary>Tells by a path what a model is.</summary>
internal static class ModelPath
{
    /// <summary>Whether a file is a network alone, which takes pixels, whoever resizes them.</summary>
    /// <param name="path">Its path; the extension tells.</param>
    public static bool IsNetwork(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
}
