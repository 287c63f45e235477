using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Keeps what the frozen front of a network makes of each picture, one row a picture, in memory or in a file that goes with the
/// process.
/// </summary>
internal sealed class ActivationCache : IDisposable
{
    private readonly byte[]?[]? _rows;
    private readonly SafeFileHandle? _file;
    private readonly int _length;
    private readonly bool _half;

    /// <summary>Creates a store.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="length">Numbers in a row.</param>
    /// <param name="type">bfloat16, or float32.</param>
    /// <param name="inMemory">Whether the rows are kept in memory.</param>
    /// <param name="folder">Where the file is made otherwise.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_NO_ROOM</c>: the file cannot be made.</exception>
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
                // There a file needs no name once it is open, and one without goes with the process even where that is killed.
                File.Delete(path);
            }
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            throw NoRoom(exception, (long)count * RowBytes, folder);
        }

        Folder = folder;
    }

    /// <summary>Bytes of one row.</summary>
    public int RowBytes { get; }

    private string Folder { get; } = "";

    /// <summary>Keeps a row. Rows may be written by several threads at once.</summary>
    /// <param name="row">Which.</param>
    /// <param name="values">Its numbers.</param>
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
    /// <param name="rows">Which, in order.</param>
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
        ErrorKind.Environment, ErrorCodes.EnvironmentNoRoom, $"the outputs of the frozen layers cannot be kept in '{folder}': {exception.Message.TrimEnd('.')}",
        expected: $"a folder that can be written to, with {bytes} bytes free",
        fix: $"make room, let the variable {CacheDirectory.Variable} name a folder on another disk, or keep no variants (CachedAugmentations 0)",
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

    // The upper half of a float32, rounded to the nearest, ties to even.
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
                throw NoRoom(new EndOfStreamException("the file is shorter than what was written"), target.Length, Folder);
            }

            target = target[read..];
            offset += read;
        }
    }
}
