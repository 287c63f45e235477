namespace MlNetCnn.Primitives;

/// <summary>
/// Writes a file so that its path holds either the old content or the whole new content, whatever happens in between:
/// written beside the target, flushed to the disk, verified, then renamed over it. A link stays one, and what it leads to is replaced; a file
/// that is replaced keeps its permissions, and its owner where this account may give files away.
/// </summary>
[SharedInternal]
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
        RequireFile(path);
        Guard(path, () =>
        {
            var target = RealPath.Of(path);
            var folder = Path.GetDirectoryName(target)!;
            var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
            Leftovers.Add(temporary);
            try
            {
                Directory.CreateDirectory(folder);
                using (var stream = new FileStream(temporary, Options(target)))
                {
                    write(disk?.Invoke(stream) ?? stream);
                    stream.Flush(flushToDisk: true);
                }

                verify?.Invoke(temporary);
                KeepPermissions(temporary, target);
                File.Move(temporary, target, overwrite: true);
            }
            finally
            {
                Leftovers.Delete(temporary);
            }
        });
    }

    /// <summary>
    /// Writes text as UTF-8, in the same way; but a device, a pipe or a descriptor such as <c>/dev/stdout</c> is written to as the text comes.
    /// </summary>
    /// <param name="path">The target; missing folders above it are made.</param>
    /// <param name="write">Writes the text.</param>
    /// <exception cref="MlNetCnnException">The target cannot be written.</exception>
    public static void WriteText(string path, Action<StreamWriter> write)
    {
        if (!SpecialFile.Exists(path))
        {
            Write(path, WriteTo);
            return;
        }

        Guard(path, () =>
        {
            using var stream = SpecialFile.OpenWrite(path);
            WriteTo(stream);
        });

        void WriteTo(Stream stream)
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            write(writer);
        }
    }

    /// <summary>Refuses a path that holds something that cannot be replaced by a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isText">Whether text is written there, which devices and pipes take too.</param>
    /// <exception cref="MlNetCnnException">It is a folder, a device or a pipe.</exception>
    public static void RequireFile(string path, bool isText = false)
    {
        if (Directory.Exists(path))
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.OutputIsFolder, $"the output path '{path}' is a folder",
                expected: "the path of a file", fix: "add a file name to the path");
        }

        if (!isText && SpecialFile.Exists(path))
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.OutputIsDevice, $"the output path '{path}' is a device or a pipe",
                expected: "the path of a file, which is read back before it replaces an old one", fix: "write to a file, and pass that on");
        }
    }

    private static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.OutputNotWritable, $"cannot write '{path}': {exception.Message.TrimEnd('.')}",
                fix: "choose a folder that exists on a disk with room and that you may write to; the old file, if there was one, is unchanged",
                innerException: exception);
        }
    }

    // What was private stays private while it is written.
    private static FileStreamOptions Options(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void KeepPermissions(string written, string target)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target))
        {
            return;
        }

        // In this order, since a new owner takes some permissions away.
        SpecialFile.CopyOwner(written, target);
        if (File.GetUnixFileMode(target) is var mode && mode != File.GetUnixFileMode(written))
        {
            File.SetUnixFileMode(written, mode);
        }
    }
}
