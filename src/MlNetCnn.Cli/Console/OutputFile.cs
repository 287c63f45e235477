namespace MlNetCnn.Cli;

/// <summary>Checks an output file.</summary>
internal static class OutputFile
{
    /// <summary>Checks the extension of an output file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that specifies it.</param>
    /// <param name="extensions">The allowed extensions, with their dots.</param>
    /// <exception cref="MlNetCnnException">The extension is another one.</exception>
    public static void CheckExtension(string path, string option, params string[] extensions)
    {
        if (!extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, $"the file of {option} has the wrong extension",
                expected: $"a path that ends in {string.Join(", ", extensions)}",
                received: path, fix: $"use for example {Path.GetFileNameWithoutExtension(path)}{extensions[0]}");
        }
    }

    /// <summary>Writes and removes an empty file next to another, or in the closest existing parent folder.</summary>
    /// <param name="target">The other file.</param>
    /// <returns>Whether the file system is case-insensitive.</returns>
    /// <exception cref="IOException">The file cannot be written; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static bool Probe(string target)
    {
        var folder = DeepestFolder(target);
        if (File.Exists(folder))
        {
            throw new IOException($"'{folder}' is a file, not a folder");
        }

        var path = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        using var probe = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        return File.Exists(Path.Combine(folder, Path.GetFileName(path).ToUpperInvariant()));
    }

    // Missing folders are created when the file is written; the check must leave nothing behind.
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
