using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace MlNetCnn.Hosting.Loading;

/// <summary>
/// The length and time of a file, read through an open handle: the properties of a path are those of a symbolic link, not of the file that it leads to,
/// as in a volume of a Kubernetes ConfigMap.
/// </summary>
/// <param name="Length">The length, in bytes; -1 for a missing or unreadable file.</param>
/// <param name="LastWrite">The time of the last change.</param>
internal readonly record struct FileStamp(long Length, DateTime LastWrite)
{
    /// <summary>The stamp of a file that is missing or cannot be opened.</summary>
    public static FileStamp Missing { get; } = new(-1, default);

    /// <summary>Reads the stamp of a file.</summary>
    public static FileStamp Read(string path)
    {
        try
        {
            using var handle = ModelFileReader.Open(path);
            return Of(handle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Missing;
        }
    }

    /// <summary>Reads the stamp of an open file.</summary>
    public static FileStamp Of(SafeFileHandle handle) => new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle));
}

/// <summary>Reads a model file once: what is hashed is what is loaded.</summary>
internal static class ModelFileReader
{
    /// <summary>Opens a file that others may replace or write meanwhile.</summary>
    public static SafeFileHandle Open(string path) => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its content, hash and stamp.</returns>
    /// <exception cref="MlNetCnnException">The file is missing, cannot be read, is too large, or is being written.</exception>
    public static (byte[] Bytes, string Sha256, FileStamp Stamp) Read(string path)
    {
        try
        {
            using var handle = Open(path);
            var stamp = FileStamp.Of(handle);
            if (stamp.Length > Array.MaxLength)
            {
                throw new MlNetCnnException(
                    ErrorKind.Model, ErrorCodes.ModelTooLarge, $"the model '{path}' is too large", $"at most {Array.MaxLength} bytes",
                    $"{stamp.Length} bytes", "use a smaller network");
            }

            var bytes = new byte[stamp.Length];
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), read) is > 0 and var count)
            {
                read += count;
            }

            return read == bytes.Length && FileStamp.Of(handle) == stamp
                ? (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), stamp)
                : throw new MlNetCnnException(
                    ErrorKind.Model, HostingErrorCodes.ModelStillWritten, $"the model '{path}' changes while it is read",
                    fix: "write the new model beside the old one and rename it over it; it is read again when it no longer changes");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotFound, $"there is no model '{path}'", fix: "check the path", innerException: exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelDenied, $"the model '{path}' cannot be opened", received: exception.Message,
                fix: "let the account of this process read the file", innerException: exception);
        }
        catch (IOException exception)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotReadable, $"the model '{path}' cannot be read", received: exception.Message,
                fix: "check the disk", innerException: exception);
        }
    }
}
