using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Tensors and texts in one file, in the safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the length of a
/// JSON header, the header, the numbers row-major. The header holds a checksum of the numbers.
/// </summary>
internal static class TensorFile
{
    private const string Metadata = "__metadata__";
    private const string Checksum = "sha256";
    private const int HeaderLimit = 64 << 20;

    private static readonly Dictionary<string, ScalarType> Types = new(StringComparer.Ordinal)
    {
        ["F32"] = ScalarType.Float32, ["F64"] = ScalarType.Float64, ["BF16"] = ScalarType.BFloat16, ["I64"] = ScalarType.Int64,
    };

    /// <summary>Writes a file; an old one is replaced only by a whole new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Texts by name.</param>
    /// <param name="tensors">Tensors by name, of any memory layout.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, string> metadata, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var all = tensors.ToList();
        var header = new JsonObject();
        var offset = 0L;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in all)
        {
            var bytes = tensor.numel() * tensor.ElementSize;
            header[name] = new JsonObject
            {
                ["dtype"] = Types.First(t => t.Value == tensor.dtype).Key,
                ["shape"] = new JsonArray([.. tensor.shape.Select(s => (JsonNode)s)]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            offset += bytes;
            Visit(tensor, hash.AppendData);
        }

        var texts = new JsonObject();
        foreach (var (name, text) in metadata)
        {
            texts[name] = text;
        }

        texts[Checksum] = Convert.ToHexStringLower(hash.GetHashAndReset());
        header[Metadata] = texts;
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
            stream.Write(length);
            stream.Write(json);
            all.ForEach(t => Visit(t.Value, stream.Write));
        });
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MlNetCnnException"><c>CHECKPOINT_BROKEN</c>: it is no such file, or not as it was written.</exception>
    public static TensorFileContent Read(string path)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            using var stream = File.OpenRead(path);
            var header = ReadHeader(stream);
            var metadata = header[Metadata]!.AsObject().ToDictionary(t => t.Key, t => t.Value!.GetValue<string>(), StringComparer.Ordinal);
            var start = stream.Position;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (name, entry) in header.Where(e => e.Key != Metadata).OrderBy(e => e.Value!["data_offsets"]![0]!.GetValue<long>()))
            {
                long[] shape = [.. entry!["shape"]!.AsArray().Select(s => s!.GetValue<long>())];
                var type = Types[entry["dtype"]!.GetValue<string>()];
                var (from, to) = (entry["data_offsets"]![0]!.GetValue<long>(), entry["data_offsets"]![1]!.GetValue<long>());
                if (shape.Any(size => size < 0) || from != stream.Position - start || to > stream.Length - start
                    || shape.Aggregate((Int128)1, (product, size) => product * size) * (type == ScalarType.BFloat16 ? 2 : type == ScalarType.Float32 ? 4 : 8) != to - from)
                {
                    throw new InvalidDataException($"the tensor '{name}' does not lie where the header says");
                }

                var tensor = empty(shape, dtype: type).DetachFromDisposeScope();
                tensors[name] = tensor;
                if (to > from)
                {
                    stream.ReadExactly(tensor.bytes);
                    hash.AppendData(tensor.bytes);
                }
            }

            if (stream.Position != stream.Length || Convert.ToHexStringLower(hash.GetHashAndReset()) != metadata[Checksum])
            {
                throw new InvalidDataException("the checksum does not match");
            }

            return new TensorFileContent(metadata, tensors);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or JsonException or KeyNotFoundException
            or NullReferenceException or InvalidOperationException or ArgumentException or FormatException)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw new MlNetCnnException(
                FaultKind.Data, "CHECKPOINT_BROKEN", $"'{path}' is no whole checkpoint",
                expected: "a file that a training of ours has written", received: error.Message.TrimEnd('.'),
                fix: "delete it and train anew", innerException: error);
        }
    }

    private static JsonObject ReadHeader(Stream stream)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        stream.ReadExactly(length);
        var count = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (count < 2 || count > Math.Min(HeaderLimit, stream.Length))
        {
            throw new InvalidDataException("the header has no possible length");
        }

        var json = new byte[count];
        stream.ReadExactly(json);
        return JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException("the header is no JSON object");
    }

    private static void Visit(Tensor tensor, BytesReceiver receive)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().cpu().contiguous();
        if (flat.numel() > 0)
        {
            receive(flat.bytes);
        }
    }

    private delegate void BytesReceiver(ReadOnlySpan<byte> bytes);
}
