using System.Text.Json;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>The JSON header of a safetensors file: metadata, and the type, shape and position of each tensor.</summary>
/// <param name="Metadata">Text by name, including the checksum.</param>
/// <param name="Entries">The tensors in the order of their values, which are contiguous.</param>
internal sealed record TensorFileHeader(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorFileHeader.Entry> Entries)
{
    /// <summary>The key of the checksum.</summary>
    public const string Checksum = "checksum";

    /// <summary>The placeholder for the checksum while it is computed.</summary>
    public static readonly string NoChecksum = new('0', 64);

    private const string MetadataKey = "__metadata__";
    private const int Alignment = 8;

    private static readonly Dictionary<string, ScalarType> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    /// <summary>Returns the bytes, padded with spaces to a multiple of 8; the checksum is the first entry.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            json.WriteString(Checksum, NoChecksum);
            foreach (var (key, value) in Metadata.Where(pair => pair.Key != Checksum))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            var position = 0L;
            foreach (var entry in Entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", Types.First(type => type.Value == entry.Type).Key);
                WriteNumbers(json, "shape", entry.Shape);
                WriteNumbers(json, "data_offsets", [position, position += entry.ByteCount]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    /// <summary>Parses the bytes.</summary>
    /// <param name="bytes">The header.</param>
    /// <exception cref="FormatException">The header is not that of a checkpoint.</exception>
    /// <exception cref="JsonException">The header is not JSON.</exception>
    public static TensorFileHeader Parse(ReadOnlyMemory<byte> bytes)
    {
        using var json = JsonDocument.Parse(bytes);
        try
        {
            var metadata = json.RootElement.GetProperty(MetadataKey).EnumerateObject()
                .ToDictionary(word => word.Name, word => word.Value.GetString()!);
            var tensors = json.RootElement.EnumerateObject().Where(tensor => tensor.Name != MetadataKey)
                .Select(ReadEntry).OrderBy(read => read.Position).ThenBy(read => read.End);
            var (entries, position) = (new List<Entry>(), 0L);
            foreach (var (entry, start, end) in tensors)
            {
                if (start != position || end - start != entry.ByteCount)
                {
                    throw new FormatException($"the position of '{entry.Name}' does not match its shape");
                }

                entries.Add(entry);
                position = end;
            }

            return entries.DistinctBy(entry => entry.Name).Count() == entries.Count
                ? new TensorFileHeader(metadata, entries)
                : throw new FormatException("two tensors have the same name");
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException
                or ArgumentException or OverflowException)
        {
            throw new FormatException("the header is not that of a checkpoint", exception);
        }
    }

    private static (Entry Entry, long Position, long End) ReadEntry(JsonProperty tensor)
    {
        var shape = tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = tensor.Value.GetProperty("data_offsets");
        if (shape.Any(size => size < 0))
        {
            throw new FormatException($"'{tensor.Name}' has a negative size");
        }

        return (new Entry(tensor.Name, Types[tensor.Value.GetProperty("dtype").GetString()!], shape), offsets[0].GetInt64(), offsets[1].GetInt64());
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        Array.ForEach(numbers, json.WriteNumberValue);
        json.WriteEndArray();
    }

    /// <summary>A tensor.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">The type of its values.</param>
    /// <param name="Shape">Its shape.</param>
    internal sealed record Entry(string Name, ScalarType Type, long[] Shape)
    {
        /// <summary>The number of bytes of the values.</summary>
        public long ByteCount { get; } = Shape.Aggregate(SizeOf(Type), (product, size) => checked(product * size));

        /// <summary>Returns whether a type can be written.</summary>
        /// <param name="type">The type.</param>
        public static bool Knows(ScalarType type) => Types.ContainsValue(type);

        private static long SizeOf(ScalarType type) => type switch
        {
            ScalarType.Float64 or ScalarType.Int64 => 8,
            ScalarType.Float32 or ScalarType.Int32 => 4,
            ScalarType.Float16 or ScalarType.BFloat16 => 2,
            _ => 1,
        };
    }
}
