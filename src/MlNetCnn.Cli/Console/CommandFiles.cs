namespace MlNetCnn.Cli;

/// <summary>
/// The files that a command reads and writes. The outputs are checked before any work: each must be writable, no two may be the same file, and
/// none may replace an input or be added to one.
/// </summary>
internal sealed class CommandFiles
{
    private readonly List<string> _read = [];
    private readonly List<(string Path, Func<string, string, StringComparison, bool> Takes)> _folders = [];
    private readonly List<string> _written = [];
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, string> _realFolders = new(StringComparer.Ordinal);
    private Dictionary<string, string> _replaced = [];

    /// <summary>Adds files that are read; null stands for an option that was not specified, and an <c>.onnx</c> includes its external data files.</summary>
    public CommandFiles Reads(params IEnumerable<string?> paths)
    {
        _read.AddRange(paths.OfType<string>());
        return this;
    }

    /// <summary>Adds folders of class folders, or tables.</summary>
    public CommandFiles ReadsClasses(params IEnumerable<string?> paths) => Reads(paths, ImageDataset.WouldList);

    /// <summary>Adds images, folders of images, or tables.</summary>
    public CommandFiles ReadsImages(params IEnumerable<string?> paths) =>
        Reads(paths, (folder, path, comparison) => RealPath.IsWithin(path, folder, comparison) && ImageFiles.HasImageExtension(path));

    /// <summary>Adds a folder in which no output may be written, or null.</summary>
    public CommandFiles ReadsFolder(string? path) => Reads([path], (folder, path, comparison) => RealPath.IsWithin(path, folder, comparison));

    /// <summary>Adds files that are written and read back.</summary>
    public CommandFiles Writes(params IEnumerable<string?> paths)
    {
        _written.AddRange(paths.OfType<string>());
        return this;
    }

    /// <summary>Adds text files that are written; these may be devices and pipes.</summary>
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
                expected: "the path of a folder, which is created if it does not exist", fix: "name another folder")
            : Writes(names.Select(name => Path.Combine(folder, name)));
    }

    /// <summary>Checks all outputs, without leaving files behind.</summary>
    /// <returns>These files.</returns>
    /// <exception cref="MlNetCnnException">An output cannot be written, or may not be.</exception>
    public CommandFiles Check()
    {
        _texts.ForEach(path => AtomicFile.RequireFile(path, isText: true));
        _written.ForEach(path => AtomicFile.RequireFile(path));
        var outputs = _written.Concat(_texts.Where(path => !SpecialFile.Exists(path))).Select(path => (Path: path, Real: RealPath.Of(path))).ToList();
        outputs.ForEach(output => RequireName(output.Path));
        Compare(outputs, StringComparison.Ordinal);

        // Some file systems of a machine may be case-insensitive, and others not.
        var caseless = outputs.Where(output => Probe(output.Path, output.Real)).ToList();
        Compare(caseless, StringComparison.OrdinalIgnoreCase);
        _replaced = outputs.Where(output => File.Exists(output.Real))
            .ToDictionary(output => output.Real, output => output.Path, caseless.Count > 0 ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        return this;
    }

    /// <summary>Checks that no image of the datasets is overwritten.</summary>
    /// <exception cref="MlNetCnnException">An output is one of the images.</exception>
    public void Check(params IEnumerable<ImageDataset?> listings)
    {
        foreach (var path in listings.OfType<ImageDataset>().SelectMany(listing => listing).Select(image => image.Path))
        {
            Check(path);
        }
    }

    /// <summary>Returns images one by one, and checks that none is overwritten.</summary>
    /// <exception cref="MlNetCnnException">An output is one of the images.</exception>
    public IEnumerable<string> Watch(IEnumerable<string> images) => images.Select(Check);

    private static void RequireName(string path)
    {
        if (Path.GetFileNameWithoutExtension(path).Length == 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "an output has no name before its extension", expected: $"a path such as out{Path.GetFileName(path)}",
                received: path, fix: "specify a file name; a shell variable may be empty");
        }
    }

    /// <summary>Checks that a file can be written, and returns whether its file system is case-insensitive.</summary>
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
                fix: "choose a folder that you can write to, on a disk with free space", innerException: exception);
        }
    }

    private string Check(string image)
    {
        // Most runs replace no file and need no search.
        return _replaced.Count > 0 && _replaced.TryGetValue(RealPath.Of(image, _realFolders), out var output) ? throw IsInput(output) : image;
    }

    private void Compare(IReadOnlyList<(string Path, string Real)> outputs, StringComparison comparison)
    {
        var comparer = StringComparer.FromComparison(comparison);
        if (outputs.GroupBy(output => output.Real, comparer).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.OutputTwice, "two outputs are the same file", received: string.Join(", ", same.Select(output => output.Path)),
                fix: "use a different file for each");
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
                    ErrorKind.Usage, ErrorCodes.OutputInInput, $"the output '{path}' is in a folder that the command reads",
                    expected: "a path outside of the input", received: $"a path in '{folder}'", fix: "choose another folder");
            }
        }
    }

    private static bool IsNetwork(string path) => ModelPath.IsNetwork(path) && File.Exists(path);

    private static MlNetCnnException IsInput(string output) => new(
        ErrorKind.Usage, ErrorCodes.OutputIsInput, $"the output '{output}' would replace an input of the command",
        expected: "a file that is not an input or a link to one", fix: "name another file");

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

/// <summary>Determines the kind of a model from its path.</summary>
internal static class ModelPath
{
    /// <summary>Returns whether a file is an ONNX network, which takes resized pixels.</summary>
    /// <param name="path">The path; its extension decides.</param>
    public static bool IsNetwork(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
}
