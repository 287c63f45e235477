namespace MlNetCnn.Cli;

/// <summary>Looks after a file that a command is to write.</summary>
internal static class OutputFile
{
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
                ErrorKind.Usage, ToolErrorCodes.Usage, $"{option} names a file of another kind",
                expected: $"a path that ends in {string.Join(", ", extensions)}",
                received: path, fix: $"write for example {Path.GetFileNameWithoutExtension(path)}{extensions[0]}");
        }
    }

    /// <summary>Writes an empty file beside another, or where its folder is missing in the deepest one above it, and removes it.</summary>
    /// <param name="target">The other file.</param>
    /// <returns>Whether capitals and small letters are the same there.</returns>
    /// <exception cref="IOException">It cannot be written; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static bool Probe(string target)
    {
        var folder = DeepestFolder(target);
        if (File.Exists(folder))
        {
            throw new IOException($"'{folder}' is a file, and no folder");
        }

        var path = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        using var probe = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        return File.Exists(Path.Combine(folder, Path.GetFileName(path).ToUpperInvariant()));
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
