namespace MlNetCnn.Primitives;

/// <summary>Tells errors of a disk from those of a program.</summary>
[SharedInternal]
internal static class DiskErrors
{
    /// <summary>Whether a file operation failed because of the disk: it is full, gone, damaged, or does not let this account in.</summary>
    /// <param name="exception">What the operation threw.</param>
    public static bool Include(Exception exception) => exception is IOException or UnauthorizedAccessException || IsTooLarge(exception);

    /// <summary>Writes a file into a folder, which is gone again at once.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It cannot be written to; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static void RequireWritable(string folder)
    {
        using var probe = new FileStream(
            Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    // Where a file outgrows its file system (4 GiB on FAT32) or the process's limit, EFBIG, .NET on Unix blames an argument.
    private static bool IsTooLarge(Exception exception) =>
        exception is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null } && exception.Source == typeof(File).Assembly.GetName().Name;
}
