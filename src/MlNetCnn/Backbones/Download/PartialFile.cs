using System.Security.Cryptography;

namespace MlNetCnn.Backbones;

/// <summary>The received bytes of a file, next to the target with the extension <c>.partial</c>, so that a later attempt can resume.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly string _target;
    private readonly FileStream _stream;

    private PartialFile(string path, string target, FileStream stream)
    {
        _path = path;
        _target = target;
        _stream = stream;
    }

    /// <summary>The number of bytes.</summary>
    public long Length => _stream.Length;

    /// <summary>Opens or creates the file; one that is longer than the complete file is cleared.</summary>
    /// <param name="target">The path of the complete file; the folder exists.</param>
    /// <param name="size">The size of the complete file in bytes.</param>
    /// <exception cref="MlNetCnnException"><c>CACHE_NOT_WRITABLE</c>.</exception>
    public static PartialFile Open(string target, long size)
    {
        var path = target + ".partial";
        return Try(path, () =>
        {
            // Unbuffered, so that reported bytes are not lost if the process ends.
            var file = new PartialFile(path, target, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
            if (file.Length > size)
            {
                file.Clear();
            }

            return file;
        });
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Seek(0, SeekOrigin.End);
            _stream.Write(bytes);
        }
        catch (IOException exception)
        {
            throw DownloadErrors.NotWritable(_path, exception);
        }
    }

    /// <summary>Discards the received bytes.</summary>
    public void Clear() => Try(_path, () =>
    {
        // A device in place of the file has no length to set.
        if (Length > 0)
        {
            _stream.SetLength(0);
        }

        return true;
    });

    /// <summary>Computes the SHA-256 of the file on disk, in lowercase hexadecimal digits.</summary>
    public async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        Try(_path, () =>
        {
            _stream.Flush(flushToDisk: true);
            return _stream.Seek(0, SeekOrigin.Begin);
        });
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(_stream, cancellationToken));
    }

    /// <summary>Moves the file to its target and replaces an existing one; this object cannot be used afterwards.</summary>
    public void MoveToTarget() => Try(_path, () =>
    {
        _stream.Dispose();
        File.Move(_path, _target, overwrite: true);
        return true;
    });

    /// <summary>Deletes the file; this object cannot be used afterwards.</summary>
    public void Delete() => Try(_path, () =>
    {
        _stream.Dispose();
        File.Delete(_path);
        return true;
    });

    /// <summary>Closes the file; deletes it if it is empty.</summary>
    public void Dispose()
    {
        if (_stream.CanRead && Length == 0)
        {
            Delete();
        }

        _stream.Dispose();
    }

    private static T Try<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            throw DownloadErrors.NotWritable(path, exception);
        }
    }
}
