using System.Security.Cryptography;

namespace MlNetCnn.Backbones;

/// <summary>What has arrived of a file, beside its target under the name <c>.partial</c>, so that a later attempt goes on from there.</summary>
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

    /// <summary>How many bytes there are.</summary>
    public long Length => _stream.Length;

    /// <summary>Opens or makes it; one that is longer than the whole file is emptied.</summary>
    /// <param name="target">Where the whole file will lie; the folder exists.</param>
    /// <param name="size">The size of the whole file in bytes.</param>
    /// <exception cref="MlNetCnnException"><c>CACHE_NOT_WRITABLE</c>.</exception>
    public static PartialFile Open(string target, long size)
    {
        var path = target + ".partial";
        return Try(path, () =>
        {
            // Unbuffered, so that bytes that were counted are not lost with the process.
            var file = new PartialFile(path, target, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
            if (file.Length > size)
            {
                file.Clear();
            }

            return file;
        });
    }

    /// <summary>Adds bytes at the end.</summary>
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

    /// <summary>Forgets what has arrived.</summary>
    public void Clear() => Try(_path, () =>
    {
        // A device that stands in for the file has no length to set.
        if (Length > 0)
        {
            _stream.SetLength(0);
        }

        return true;
    });

    /// <summary>The SHA-256 of what lies on the disk, in lower-case hexadecimal digits.</summary>
    public async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        Try(_path, () =>
        {
            _stream.Flush(flushToDisk: true);
            return _stream.Seek(0, SeekOrigin.Begin);
        });
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(_stream, cancellationToken));
    }

    /// <summary>Gives the file its name, in place of one that was there; this object is of no use afterwards.</summary>
    public void MoveToTarget() => Try(_path, () =>
    {
        _stream.Dispose();
        File.Move(_path, _target, overwrite: true);
        return true;
    });

    /// <summary>Removes the file; this object is of no use afterwards.</summary>
    public void Delete() => Try(_path, () =>
    {
        _stream.Dispose();
        File.Delete(_path);
        return true;
    });

    /// <summary>Closes the file; an empty one is of use to nobody and goes.</summary>
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
