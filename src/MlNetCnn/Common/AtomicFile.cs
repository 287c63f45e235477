namespace MlNetCnn;

/// <summary>
/// Writes a file so that its path holds either the old content or the whole new content, whatever happens in between:
/// written beside the target, flushed to the disk, verified, then renamed over it.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/>; on any failure the old file stays and nothing else is left behind.</summary>
    /// <param name="path">The target; missing folders above it are made.</param>
    /// <param name="write">Writes the content to the stream it is given.</param>
    /// <param name="verify">Reads the written file back, by its path, and throws if it is not what it should be.</param>
    /// <param name="disk">Put between the writer and the file; lets a test have the disk run full. Null for nothing.</param>
    /// <exception cref="MlNetCnnException">The target cannot be written.</exception>
    public static void Write(string path, Action<Stream> write, Action<string>? verify = null, Func<Stream, Stream>? disk = null)
    {
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target))
        {
            throw new MlNetCnnException(
                FaultKind.Environment, "OUTPUT_IS_FOLDER", "the output path is a folder",
                expected: "the path of a file", received: path, fix: "add a file name to the path");
        }

        var folder = Path.GetDirectoryName(target)!;
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(disk?.Invoke(stream) ?? stream);
                stream.Flush(flushToDisk: true);
            }

            verify?.Invoke(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error)
        {
            TryDelete(temporary);
            if (DiskFaults.Include(error))
            {
                throw new MlNetCnnException(
                    FaultKind.Environment, "OUTPUT_NOT_WRITABLE", $"cannot write '{path}': {error.Message.TrimEnd('.')}",
                    fix: "choose a folder that exists on a disk with room and that you may write to; the old file, if there was one, is unchanged",
                    innerException: error);
            }

            throw;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one worth telling; a folder that vanished takes the file with it.
        }
    }
}
