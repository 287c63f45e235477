using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Tensors and words in a file, in the safetensors format (https://huggingface.co/docs/safetensors): the length of the header in 8
/// bytes, little-endian, the header, the values row-major. The metadata holds a SHA-256 of header and values, so that no damaged state is trained on.
/// </summary>
internal static class TensorFile
{
    private const int LengthBytes = 8;

    // The bound that the format sets: a length beyond it is not one.
    private const long MaxHeader = 100_000_000;

    /// <summary>Writes a file, tensor by tensor, so that its path holds the old content or the new one whatever happens.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Words by name; <c>checksum</c> is added.</param>
    /// <param name="tensors">Tensors by name, of any layout and device, each of less than 2 GiB.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or one has a type that the format lacks.</exception>
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
            throw new ArgumentException($"'{unknown.Key}' has the type {unknown.Value.dtype}.", nameof(tensors));
        }

        var entries = all.Select(tensor => new TensorFileHeader.Entry(tensor.Key, tensor.Value.dtype, tensor.Value.shape));
        var header = new TensorFileHeader(metadata, [.. entries]).ToBytes();
        AtomicFile.Write(path, stream => Write(stream, header, all.Select(tensor => tensor.Value)));
    }

    /// <summary>Reads a file back.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The metadata, without the checksum, and the tensors.</returns>
    /// <exception cref="MlNetCnnException"><c>CHECKPOINT_BROKEN</c>: damaged, cut short or not one of ours; <c>CHECKPOINT_NOT_READABLE</c>: the
    /// system does not let it be read.</exception>
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
                    ErrorKind.Data, ErrorCodes.CheckpointBroken, $"the checkpoint '{path}' cannot be used: {exception.Message.TrimEnd('.')}",
                    expected: "a file that training wrote, unchanged",
                    fix: "delete the file to begin anew, or put back a copy of it", innerException: exception),
                IOException or UnauthorizedAccessException => new MlNetCnnException(
                    ErrorKind.Environment, ErrorCodes.CheckpointNotReadable, $"cannot read '{path}': {exception.Message.TrimEnd('.')}",
                    fix: "give the path of a file that you may read", innerException: exception),
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
            throw new FormatException("it does not begin like a checkpoint, or is cut short");
        }

        var bytes = new byte[headerLength];
        stream.ReadExactly(bytes);
        var header = TensorFileHeader.Parse(bytes);
        // Looked at before memory is taken for what a broken header claims.
        if (header.Entries.Sum(entry => entry.ByteCount) != stream.Length - LengthBytes - headerLength)
        {
            throw new FormatException("it is cut short, or something was added at its end");
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
            : throw new FormatException("it was changed after it was written");
    }

    private static int PositionOf(string text, byte[] bytes) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text));
}

/// <summary>What a <see cref="TensorFile"/> holds.</summary>
/// <param name="Metadata">Words by name.</param>
/// <param name="Tensors">Tensors by name, row-major, in the processor's memory; freed with this object.</param>
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
