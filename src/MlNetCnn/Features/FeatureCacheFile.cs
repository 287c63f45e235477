using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace MlNetCnn.Features;

/// <summary>
/// The features of one backbone: a header, then one record per image: content hash, traits, features, checksum. Records are
/// only appended, so a killed process leaves at most one truncated record at the end, which is overwritten.
/// </summary>
internal sealed class FeatureCacheFile : IOutputCache, IDisposable
{
    private const int TraitsSize = sizeof(int);
    private const int ChecksumSize = 8;
    private static readonly byte[] Magic = "MLNETCNN"u8.ToArray();

    private readonly ConcurrentDictionary<ContentHash, long> _offsets = [];
    private readonly SafeFileHandle _file;
    private readonly FileStream? _lock;
    private readonly Lock _append = new();
    private readonly byte[] _record;
    private readonly int _length;
    private readonly long _maxBytes;
    private long _end;
    private int _readCount;
    private bool _writable;

    /// <summary>Opens or creates the file. A file in a different format is overwritten.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">32 bytes that identify what the features depend on.</param>
    /// <param name="length">The number of features of one image.</param>
    /// <param name="maxBytes">The maximum size of the file.</param>
    public FeatureCacheFile(string path, byte[] key, int length, long maxBytes)
    {
        _length = length;
        _maxBytes = maxBytes;
        _record = new byte[RecordSize];
        _lock = TryLock(path + ".lock");
        _writable = _lock is not null;
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, _writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] header = [.. Magic, .. key];
        var found = new byte[header.Length];
        var whole = RandomAccess.Read(_file, found, 0) == header.Length && found.AsSpan().SequenceEqual(header);
        if (!whole && _writable)
        {
            RandomAccess.SetLength(_file, 0);
            RandomAccess.Write(_file, header, 0);
        }

        _end = header.Length;
        if (whole)
        {
            ReadIndex();
        }

        if (_writable)
        {
            File.SetLastWriteTimeUtc(_file, DateTime.UtcNow);
        }
    }

    /// <summary>The number of cached images.</summary>
    public int Count => _offsets.Count;

    /// <summary>The number of images whose outputs were read from the cache.</summary>
    public int ReadCount => Volatile.Read(ref _readCount);

    /// <summary>Why nothing more is cached, or null.</summary>
    public string? Problem { get; private set; }

    private int RecordSize => ContentHash.Size + TraitsSize + (_length * sizeof(float)) + ChecksumSize;

    /// <inheritdoc/>
    public bool TryRead(in ContentHash content, Span<float> output, out ImageTraits traits)
    {
        traits = ImageTraits.None;
        if (!_offsets.TryGetValue(content, out var offset))
        {
            return false;
        }

        var record = System.Buffers.ArrayPool<byte>.Shared.Rent(RecordSize);
        try
        {
            var bytes = record.AsSpan(0, RecordSize);
            if (RandomAccess.Read(_file, bytes, offset) != RecordSize || Checksum(bytes) != StoredChecksum(bytes))
            {
                // A damaged record counts as missing; the image is computed and appended again.
                _offsets.TryRemove(content, out _);
                return false;
            }

            traits = (ImageTraits)BinaryPrimitives.ReadInt32LittleEndian(bytes[ContentHash.Size..]);
            MemoryMarshal.Cast<byte, float>(bytes.Slice(ContentHash.Size + TraitsSize, _length * sizeof(float))).CopyTo(output);
            Interlocked.Increment(ref _readCount);
            return true;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(record);
        }
    }

    /// <inheritdoc/>
    public void Add(in ContentHash content, ReadOnlySpan<float> output, ImageTraits traits)
    {
        lock (_append)
        {
            if (!_writable || _offsets.ContainsKey(content))
            {
                return;
            }

            if (_end + RecordSize > _maxBytes)
            {
                Stop($"the feature cache has reached its limit of {_maxBytes} bytes");
                return;
            }

            content.Write(_record);
            BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(ContentHash.Size), (int)traits);
            MemoryMarshal.AsBytes(output).CopyTo(_record.AsSpan(ContentHash.Size + TraitsSize));
            BinaryPrimitives.WriteUInt64LittleEndian(_record.AsSpan(RecordSize - ChecksumSize), Checksum(_record));
            try
            {
                RandomAccess.Write(_file, _record, _end);
            }
            catch (Exception exception) when (DiskErrors.Include(exception))
            {
                Stop($"the feature cache cannot be written: {exception.Message}");
                return;
            }

            _offsets[content] = _end;
            _end += RecordSize;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _lock?.Dispose();
    }

    /// <summary>One process appends; others that use the file at the same time only read.</summary>
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ulong StoredChecksum(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt64LittleEndian(record[^ChecksumSize..]);

    private static ulong Checksum(ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        SHA256.HashData(record[..^ChecksumSize], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private void ReadIndex()
    {
        Span<byte> hash = stackalloc byte[ContentHash.Size];
        var size = RandomAccess.GetLength(_file);
        while (_end + RecordSize <= size)
        {
            RandomAccess.Read(_file, hash, _end);
            _offsets[ContentHash.Read(hash)] = _end;
            _end += RecordSize;
        }
    }

    private void Stop(string problem)
    {
        _writable = false;
        Problem = problem;
    }
}
