namespace MlNetCnn.Backbones;

/// <summary>
/// A lock that one process at a time holds. The operating system lets go of it when its holder ends, however that happens, so there
/// are no stale ones.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">An empty file that stands for it; its folder is made where it is missing. The file stays: if the holder
    /// deleted it, another process could hold the deleted one and a third one the next.</param>
    /// <param name="time">The clock between two looks at the lock.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="MlNetCnnException"><c>CACHE_NOT_WRITABLE</c>: the file cannot be made.</exception>
    public static async Task<FileLock> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw DownloadErrors.NotWritable(path, exception);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION; EWOULDBLOCK of Linux and of the BSDs.
    private static bool IsHeld(IOException exception) => exception.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;
}
