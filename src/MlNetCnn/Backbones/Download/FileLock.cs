namespace MlNetCnn.Backbones;

/// <summary>
/// A lock that one process at a time holds. The operating system releases it when its holder ends, for whatever reason, so there
/// are no stale locks.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">An empty file that represents the lock; its folder is created if missing. The file is not deleted: if the holder
    /// deleted it, another process could hold the deleted file and a third one a new file.</param>
    /// <param name="time">The clock between two attempts.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="MlNetCnnException"><c>CACHE_NOT_WRITABLE</c>: the file cannot be created.</exception>
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

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION; EWOULDBLOCK on Linux and BSD.
    private static bool IsHeld(IOException exception) => exception.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;
}
