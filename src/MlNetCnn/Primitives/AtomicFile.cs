namespace MlNetCnn.Primitives;

/// <summary>
/// Writes a file so that its path holds either the old content or the complete new content, even after a failure: the content is
/// written next to the target, flushed to disk, verified, then renamed over the target. A link stays a link, and its target is replaced; a
/// replaced file keeps its permissions, and its owner if this account may change owners.
/// </summary>
[SharedInternal]
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/>; on any failure the old file stays and nothing else is left over.</summary>
    /// <param name="path">The target; missing parent folders are created.</param>
    /// <param name="write">Writes the content to the stream that it receives.</param>
    /// <param name="verify">Reads the written file back, by its path, and throws if it is invalid.</param>
    /// <param name="disk">Wraps the stream of the file, so that a test can simulate a full disk. Null for no wrapper.</param>
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
    /// Writes text as UTF-8 in the same manner, except that a device, a pipe or a descriptor such as <c>/dev/stdout</c> is written to directly.
    /// </summary>
    /// <param name="path">The target; missing parent folders are created.</param>
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

    /// <summary>Throws if a path cannot be replaced by a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isText">Whether text is written, which devices and pipes accept too.</param>
    /// <exception cref="MlNetCnnException">The path is a folder, a device or a pipe.</exception>
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
                expected: "the path of a file, because it is read back before it replaces an existing one", fix: "write to a file, then copy it");
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
                fix: "choose a writable folder on a disk with free space; the old file, if there was one, is unchanged",
                innerException: exception);
        }
    }

    // Private content stays private while it is written.
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

        // In this order, because changing the owner clears some permissions.
        SpecialFile.CopyOwner(written, target);
        if (File.GetUnixFileMode(target) is var mode && mode != File.GetUnixFileMode(written))
        {
            File.SetUnixFileMode(written, mode);
        }
    }
}
