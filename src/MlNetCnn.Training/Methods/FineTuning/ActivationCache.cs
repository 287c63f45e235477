using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Caches the outputs of a network's frozen layers, one row per image, in memory or in a temporary file that is deleted with the process.</summary>
internal sealed class ActivationCache : IDisposable
{
    private readonly byte[]?[]? _rows;
    private readonly SafeFileHandle? _file;
    private readonly int _length;
    private readonly bool _half;

    /// <summary>Creates a cache.</summary>
    /// <param name="count">The number of rows.</param>
    /// <param name="length">The number of values in a row.</param>
    /// <param name="type">bfloat16, or float32.</param>
    /// <param name="inMemory">Whether the rows are in memory.</param>
    /// <param name="folder">The directory for the file, if they are not.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_NO_ROOM</c>: the file cannot be created.</exception>
    public ActivationCache(int count, int length, ScalarType type, bool inMemory, string folder)
    {
        (_length, _half) = (length, type == ScalarType.BFloat16);
        RowBytes = length * (_half ? sizeof(ushort) : sizeof(float));
        if (inMemory)
        {
            _rows = new byte[count][];
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, $"activations-{Guid.NewGuid():N}.tmp");
            _file = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
            if (!OperatingSystem.IsWindows())
            {
                // On these systems an open file needs no name, and without one it is deleted with the process even if the process is killed.
                File.Delete(path);
            }
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            throw NoRoom(exception, (long)count * RowBytes, folder);
        }

        Folder = folder;
    }

    /// <summary>The number of bytes of a row.</summary>
    public int RowBytes { get; }

    private string Folder { get; } = "";

    /// <summary>Writes a row. Several threads may write rows at the same time.</summary>
    /// <param name="row">The index of the row.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_NO_ROOM</c>.</exception>
    public void Write(int row, ReadOnlySpan<float> values)
    {
        if (_rows is not null)
        {
            Encode(values, _rows[row] = new byte[RowBytes]);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(RowBytes);
        try
        {
            var bytes = rented.AsSpan(0, RowBytes);
            Encode(values, bytes);
            RandomAccess.Write(_file!, bytes, (long)row * RowBytes);
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            throw NoRoom(exception, RowBytes, Folder);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads rows into one tensor [rows, length]; it belongs to the caller's dispose scope.</summary>
    /// <param name="rows">The indices of the rows, in order.</param>
    public Tensor Read(ReadOnlySpan<int> rows)
    {
        var tensor = empty([rows.Length, _length], dtype: _half ? ScalarType.BFloat16 : ScalarType.Float32);
        var bytes = tensor.bytes;
        for (var i = 0; i < rows.Length; i++)
        {
            var target = bytes.Slice(i * RowBytes, RowBytes);
            if (_rows is not null)
            {
                _rows[rows[i]]!.CopyTo(target);
            }
            else
            {
                ReadWhole(target, (long)rows[i] * RowBytes);
            }
        }

        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static MlNetCnnException NoRoom(Exception exception, long bytes, string folder) => new(
        ErrorKind.Environment, ErrorCodes.EnvironmentNoRoom, $"the frozen-layer outputs cannot be cached in '{folder}': {exception.Message.TrimEnd('.')}",
        expected: $"a writable folder with {bytes} bytes free",
        fix: $"free disk space, set the variable {CacheDirectory.Variable} to a folder on another disk, or cache no variants (CachedAugmentations 0)",
        innerException: exception);

    private void Encode(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        if (_half)
        {
            Round(values, MemoryMarshal.Cast<byte, ushort>(bytes));
        }
        else
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
        }
    }

    // The upper half of a float32, rounded to nearest, ties to even.
    private static void Round(ReadOnlySpan<float> values, Span<ushort> halves)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(values[i]);
            halves[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }

    private void ReadWhole(Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(_file!, target, offset);
            if (read == 0)
            {
                throw NoRoom(new EndOfStreamException("the file is shorter than the data written to it"), target.Length, Folder);
            }

            target = target[read..];
            offset += read;
        }
    }
}
