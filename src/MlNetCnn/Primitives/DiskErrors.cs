namespace MlNetCnn.Primitives;

/// <summary>Distinguishes disk errors from program errors.</summary>
[SharedInternal]
internal static class DiskErrors
{
    /// <summary>Whether a file operation failed because of the disk: it is full, missing or damaged, or access is denied.</summary>
    /// <param name="exception">The exception of the operation.</param>
    public static bool Include(Exception exception) => exception is IOException or UnauthorizedAccessException || IsTooLarge(exception);

    /// <summary>Creates a file in a folder and deletes it immediately.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The folder is not writable; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static void RequireWritable(string folder)
    {
        using var probe = new FileStream(
            Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    // If a file exceeds the limit of its file system (4 GiB on FAT32) or of the process (EFBIG), .NET on Unix reports an invalid argument.
    private static bool IsTooLarge(Exception exception) =>
        exception is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null } && exception.Source == typeof(File).Assembly.GetName().Name;
}
