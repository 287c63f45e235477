using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Reads and writes tensors and text in the safetensors format (https://huggingface.co/docs/safetensors): the length of the header in 8 bytes,
/// little-endian, the header, and the values, row-major. The metadata holds a SHA-256 of header and values, so that training never continues from a
/// corrupt state.
/// </summary>
internal static class TensorFile
{
    private const int LengthBytes = 8;

    // The limit that the format sets; a greater length is invalid.
    private const long MaxHeader = 100_000_000;

    /// <summary>Writes a file, tensor by tensor, so that its path holds either the old or the new content, whatever happens.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Text by name; <c>checksum</c> is added.</param>
    /// <param name="tensors">Tensors by name, of any layout and device, each of less than 2 GiB.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or one has a type that the format does not support.</exception>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var all = tensors.ToList();
        if (all.DistinctBy(tensor => tensor.Key).Count() != all.Count)
        {
            throw new ArgumentException("Two tensors have the same name.", nameof(tensors));
        }

        if (all.FirstOrDefault(tensor => !TensorFileHeader.Entry.Knows(tensor.Value.dtype)) is { Key: not null } unknown)
        {
            throw new ArgumentException($"The tensor '{unknown.Key}' has the unsupported type {unknown.Value.dtype}.", nameof(tensors));
        }

        var entries = all.Select(tensor => new TensorFileHeader.Entry(tensor.Key, tensor.Value.dtype, tensor.Value.shape));
        var header = new TensorFileHeader(metadata, [.. entries]).ToBytes();
        AtomicFile.Write(path, stream => Write(stream, header, all.Select(tensor => tensor.Value)));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The metadata, without the checksum, and the tensors.</returns>
    /// <exception cref="MlNetCnnException"><c>CHECKPOINT_BROKEN</c>: the file is corrupt, truncated or not a checkpoint;
    /// <c>CHECKPOINT_NOT_READABLE</c>: the operating system denies access.</exception>
    public static TensorFileContent Read(string path)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            using var stream = File.OpenRead(path);
            var metadata = Read(stream, tensors);
            return new TensorFileContent(metadata, tensors);
        }
        catch (Exception exception)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw exception switch
            {
                FormatException or JsonException or EndOfStreamException or OverflowException or ExternalException => new MlNetCnnException(
                    ErrorKind.Data, ErrorCodes.CheckpointBroken, $"the checkpoint '{path}' is invalid: {exception.Message.TrimEnd('.')}",
                    expected: "an unmodified checkpoint",
                    fix: "delete the file to start again, or restore a backup of it", innerException: exception),
                IOException or UnauthorizedAccessException => new MlNetCnnException(
                    ErrorKind.Environment, ErrorCodes.CheckpointNotReadable, $"cannot read '{path}': {exception.Message.TrimEnd('.')}",
                    fix: "specify a file that you have permission to read", innerException: exception),
                _ => exception,
            };
        }
    }

    private static void Write(Stream stream, byte[] header, IEnumerable<Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        hash.AppendData(header);
        foreach (var tensor in tensors)
        {
            using var scope = NewDisposeScope();
            var values = tensor.detach().cpu().contiguous();
            ReadOnlySpan<byte> bytes = values.numel() == 0 ? [] : values.bytes;
            stream.Write(bytes);
            hash.AppendData(bytes);
        }

        stream.Position = LengthBytes + PositionOf(TensorFileHeader.NoChecksum, header);
        stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    private static Dictionary<string, string> Read(FileStream stream, Dictionary<string, Tensor> tensors)
    {
        var length = new byte[LengthBytes];
        stream.ReadExactly(length);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength < 2 || headerLength > Math.Min(MaxHeader, stream.Length - LengthBytes))
        {
            throw new FormatException("it does not start like a checkpoint, or is truncated");
        }

        var bytes = new byte[headerLength];
        stream.ReadExactly(bytes);
        var header = TensorFileHeader.Parse(bytes);
        // Checked before memory is allocated for what a corrupt header claims.
        if (header.Entries.Sum(entry => entry.ByteCount) != stream.Length - LengthBytes - headerLength)
        {
            throw new FormatException("it is truncated, or data was appended to it");
        }

        var checksum = header.Metadata.GetValueOrDefault(TensorFileHeader.Checksum) ?? throw new FormatException("it has no checksum");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var place = checksum.Length == TensorFileHeader.NoChecksum.Length ? PositionOf(checksum, bytes) : -1;
        if (place >= 0)
        {
            bytes.AsSpan(place, checksum.Length).Fill((byte)'0');
        }

        hash.AppendData(bytes);
        foreach (var entry in header.Entries)
        {
            var tensor = empty(entry.Shape, dtype: entry.Type).DetachFromDisposeScope();
            tensors.Add(entry.Name, tensor);
            var values = entry.ByteCount == 0 ? [] : tensor.bytes;
            stream.ReadExactly(values);
            hash.AppendData(values);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == checksum
            ? header.Metadata.Where(word => word.Key != TensorFileHeader.Checksum).ToDictionary(StringComparer.Ordinal)
            : throw new FormatException("it was modified after it was written");
    }

    private static int PositionOf(string text, byte[] bytes) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text));
}

/// <summary>The content of a file written by <see cref="TensorFile"/>.</summary>
/// <param name="Metadata">Text by name.</param>
/// <param name="Tensors">Tensors by name, row-major, in CPU memory; disposed with this object.</param>
internal sealed record TensorFileContent(IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
