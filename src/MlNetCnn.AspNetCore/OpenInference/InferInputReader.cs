using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using MlNetCnn.AspNetCore.Requests;
using static MlNetCnn.AspNetCore.OpenInference.InferJson;

namespace MlNetCnn.AspNetCore.OpenInference;

/// <summary>Reads the input of a request: its name, type and shape, and its data from JSON or from the binary data after it.</summary>
/// <param name="body">The body; images in JSON are decoded into it.</param>
/// <param name="jsonLength">The length of the JSON at the begin of the body.</param>
/// <param name="limits">What the request may ask for.</param>
/// <param name="request">Receives the images or the pixels.</param>
/// <param name="addBytes">Counts memory beside the body.</param>
/// <param name="isFirst">Whether no other input was read; there can be one.</param>
internal sealed class InferInputReader(
    Memory<byte> body, int jsonLength, InferLimits limits, InferRequest request, Action<long> addBytes, bool isFirst)
{
    // Both inputs have fewer dimensions; more are not collected.
    private const int MaxDimensions = 8;

    private string? _name;
    private string? _datatype;
    private List<long>? _shape;
    private string? _contentType;
    private long? _binarySize;

    // Where the data are that were passed over.
    private Range? _data;
    private bool _isRead;

    /// <summary>Reads the members of the input.</summary>
    public void Read(ref Utf8JsonReader reader, int index)
    {
        Expect(in reader, JsonTokenType.StartObject, $"inputs[{index}]");
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                Once(ref seen, 1, $"inputs[{index}].name");
                reader.Read();
                _name = Text(in reader, $"inputs[{index}].name");
            }
            else if (reader.ValueTextEquals("datatype"u8))
            {
                Once(ref seen, 2, $"inputs[{index}].datatype");
                reader.Read();
                _datatype = Text(in reader, $"inputs[{index}].datatype");
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                Once(ref seen, 4, $"inputs[{index}].shape");
                reader.Read();
                _shape = ReadShape(ref reader, $"inputs[{index}].shape");
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                Once(ref seen, 8, $"inputs[{index}].parameters");
                if (Value(ref reader))
                {
                    ReadParameters(ref reader, $"inputs[{index}].parameters");
                }
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                Once(ref seen, 16, $"inputs[{index}].data");
                if (Value(ref reader))
                {
                    ReadOrKeepData(ref reader);
                }
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (_name is null)
        {
            throw Invalid($"inputs[{index}] has no name");
        }

        CheckName(_name);
        if (!isFirst)
        {
            throw Invalid($"exactly one of the inputs '{InferRequest.Image}' and '{InferRequest.Pixels}' is required");
        }
    }

    private static void CheckName(string name)
    {
        if (name is not (InferRequest.Image or InferRequest.Pixels))
        {
            throw Invalid($"unknown input '{OpenInferenceErrors.Shown(name)}'; the inputs are '{InferRequest.Image}' and '{InferRequest.Pixels}'");
        }
    }

    private static List<long> ReadShape(ref Utf8JsonReader reader, string where)
    {
        Expect(in reader, JsonTokenType.StartArray, where);
        var shape = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (shape.Count == MaxDimensions)
            {
                throw Invalid($"{where} has more than {MaxDimensions} dimensions");
            }

            shape.Add(Integer(in reader, $"{where}[{shape.Count}]"));
        }

        return shape;
    }

    private void ReadParameters(ref Utf8JsonReader reader, string where)
    {
        Expect(in reader, JsonTokenType.StartObject, where);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("binary_data_size"u8))
            {
                reader.Read();
                _binarySize = Integer(in reader, $"{where}.binary_data_size");
            }
            else if (reader.ValueTextEquals("content_type"u8))
            {
                reader.Read();
                _contentType = Text(in reader, $"{where}.content_type");
            }
            else
            {
                RefuseSharedMemory(in reader);
                reader.Read();
                reader.Skip();
            }
        }
    }

    // Data can stand before what they are. Then they are read when that is known.
    private void ReadOrKeepData(ref Utf8JsonReader reader)
    {
        if (isFirst && _name is not null && _datatype is not null && _shape is not null)
        {
            Prepare();
            ReadData(ref reader, 0);
            return;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        _data = start..(int)reader.BytesConsumed;
    }

    // Checks an input, and takes memory for it.
    private void Prepare()
    {
        CheckName(_name!);
        var isImage = _name == InferRequest.Image;
        if (_datatype is null || _shape is null)
        {
            throw Invalid($"the input '{_name}' has no {(_datatype is null ? "datatype" : "shape")}");
        }

        var datatype = isImage ? "BYTES" : "FP32";
        if (_datatype != datatype)
        {
            throw Invalid($"the input '{_name}' has the datatype {datatype}, not '{OpenInferenceErrors.Shown(_datatype)}'");
        }

        var shape = _shape;
        var shown = $"[{string.Join(",", shape)}]";
        try
        {
            _ = shape.Aggregate(1L, (product, length) => checked(product * length));
        }
        catch (OverflowException)
        {
            throw Invalid($"the shape {shown} of the input '{_name}' has too many elements");
        }

        if (isImage ? shape is not ([_] or [_, 1]) : !(shape is [_, 3, var height, var width] && height == limits.Height && width == limits.Width))
        {
            throw Invalid($"the input '{_name}' has the shape {(isImage ? "[-1] or [-1,1]" : $"[-1,3,{limits.Height},{limits.Width}]")}, not {shown}");
        }

        if (shape[0] is < 1 || shape[0] > limits.MaxImages)
        {
            throw Invalid($"a request can have 1..{limits.MaxImages} images, not {shape[0]}");
        }

        request.Count = (int)shape[0];
        if (isImage)
        {
            request.Images = new ReadOnlyMemory<byte>[request.Count];
            return;
        }

        request.PixelSize = (limits.Height, limits.Width);
        var count = request.Count * 3 * limits.Height * limits.Width;
        addBytes((long)count * sizeof(float));
        request.RentValues(count);
    }

    /// <summary>Reads the data, if they stood before what they are, or are binary, and checks the input as a whole.</summary>
    public void Finish()
    {
        if (request.Count == 0)
        {
            Prepare();
        }

        if (_data is { } data)
        {
            var reader = new Utf8JsonReader(body.Span[data], Options);
            reader.Read();
            ReadData(ref reader, data.Start.Value);
        }

        if (request.Images is not null && _contentType is { } type && (type != "base64" || _binarySize is not null))
        {
            throw Invalid($"the content_type of the input '{_name}' can be base64, with data in JSON, and nothing else");
        }

        var rest = body[jsonLength..];
        if ((_binarySize ?? 0) != rest.Length)
        {
            throw Invalid($"after the JSON are {rest.Length} bytes, and binary_data_size of the input '{_name}' is {_binarySize ?? 0}");
        }

        if (_isRead == (_binarySize is not null))
        {
            throw Invalid(_isRead
                ? $"the input '{_name}' has both data and binary_data_size"
                : $"the input '{_name}' has neither data nor binary_data_size");
        }

        if (!_isRead)
        {
            ReadBinary(rest);
        }
    }

    // The value at the reader is an array, flat or nested; its elements are counted.
    private void ReadData(ref Utf8JsonReader reader, int offset)
    {
        Expect(in reader, JsonTokenType.StartArray, $"data of the input '{_name}'");
        var values = request.Values.Span;
        var expected = request.Images?.Length ?? values.Length;
        var (count, depth) = (0, 0);
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    depth++;
                    continue;
                case JsonTokenType.EndArray:
                    depth--;
                    continue;
            }

            if (count == expected)
            {
                throw Invalid($"the input '{_name}' has more than the {expected} elements of its shape");
            }

            if (request.Images is { } images)
            {
                images[count] = ReadBase64(in reader, offset, count);
            }
            else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out values[count]) || !float.IsFinite(values[count]))
            {
                throw Invalid($"element {count} of the input '{_name}' is not a finite FP32 number");
            }

            count++;
        }
        while (depth > 0 && reader.Read());

        if (count != expected)
        {
            throw Invalid($"the input '{_name}' has {count} elements, and its shape {expected}");
        }

        _isRead = true;
    }

    private ReadOnlyMemory<byte> ReadBase64(in Utf8JsonReader reader, int offset, int index)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Invalid($"inputs[0][{index}] must be a string of base64");
        }

        return JsonBase64.Decode(body[offset..], in reader, allowsWhiteSpace: false)
            ?? throw Invalid($"inputs[0][{index}] is not base64 (RFC 4648, with padding and without white space)");
    }

    private void ReadBinary(Memory<byte> rest)
    {
        if (request.Images is { } images)
        {
            var at = 0;
            for (var i = 0; i < images.Length; i++)
            {
                if (rest.Length - at < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[at..]) is var length
                    && length > rest.Length - at - sizeof(uint))
                {
                    throw Invalid($"the binary data of the input '{_name}' end in element {i} of {images.Length}");
                }

                images[i] = rest.Slice(at + sizeof(uint), (int)length);
                at += sizeof(uint) + (int)length;
            }

            if (at != rest.Length)
            {
                throw Invalid($"the binary data of the input '{_name}' have {rest.Length - at} bytes after the last of {images.Length} elements");
            }

            return;
        }

        var values = request.Values.Span;
        if (rest.Length != (long)values.Length * sizeof(float))
        {
            throw Invalid($"the input '{_name}' has {rest.Length} bytes, and its shape {(long)values.Length * sizeof(float)}");
        }

        rest.Span.CopyTo(MemoryMarshal.AsBytes(values));
        if (!BitConverter.IsLittleEndian)
        {
            var bits = MemoryMarshal.Cast<float, int>(values);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        var wrong = values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (wrong >= 0)
        {
            throw Invalid($"element {wrong} of the input '{_name}' is not a finite FP32 number");
        }
    }
}
