namespace MlNetCnn.Cli;

/// <summary>Looks after the files that a command is to write.</summary>
internal static class OutputFile
{
    /// <summary>Finds out before the long work whether files can be written, by writing an empty one beside each and removing it.</summary>
    /// <param name="paths">The files; a null stands for one that was not asked for.</param>
    /// <exception cref="MlNetCnnException">One of them cannot be written, or two are the same.</exception>
    public static void CheckWritable(params string?[] paths)
    {
        string[] targets = [.. paths.OfType<string>().Select(Path.GetFullPath)];
        if (targets.Distinct(StringComparer.Ordinal).Count() != targets.Length)
        {
            throw new MlNetCnnException(
                FaultKind.Usage, "OUTPUT_TWICE", "two outputs have the same path", received: string.Join(", ", paths.OfType<string>()),
                fix: "give each its own file");
        }

        foreach (var target in targets)
        {
            CheckWritable(target);
        }
    }

    /// <summary>Checks that a file's name says what will be in it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="extensions">The endings that are possible, with their dots.</param>
    /// <exception cref="MlNetCnnException">It ends otherwise.</exception>
    public static void CheckExtension(string path, string option, params string[] extensions)
    {
        if (!extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new MlNetCnnException(
                FaultKind.Usage, "USAGE", $"{option} names a file of another kind", expected: $"a path that ends in {string.Join(", ", extensions)}",
                received: path, fix: $"write for example {Path.GetFileNameWithoutExtension(path)}{extensions[0]}");
        }
    }

    private static void CheckWritable(string target)
    {
        if (Directory.Exists(target))
        {
            throw new MlNetCnnException(
                FaultKind.Environment, "OUTPUT_IS_FOLDER", $"the output path '{target}' is a folder",
                expected: "the path of a file", fix: "add a file name to the path");
        }

        try
        {
            Probe(target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MlNetCnnException(
                FaultKind.Environment, "OUTPUT_NOT_WRITABLE", $"cannot write '{target}': {error.Message.TrimEnd('.')}",
                fix: "choose a folder on a disk with room that you may write to", innerException: error);
        }
    }

    /// <summary>Writes an empty file beside another, or where its folder is missing in the deepest one above it, and removes it.</summary>
    /// <exception cref="IOException">It cannot be written; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static void Probe(string target)
    {
        using var probe = new FileStream(
            Path.Combine(DeepestFolder(target), $".{Guid.NewGuid():N}.tmp"),
            FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    // Folders that are missing are made when the file is written; here nothing may be left behind.
    private static string DeepestFolder(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        while (!Path.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
