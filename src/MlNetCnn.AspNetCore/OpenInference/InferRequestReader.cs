using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MlNetCnn.AspNetCore.OpenInference;

/// <summary>
/// Reads a request of the protocol: JSON, and after it binary data. Tensors go from the text into their memory at once, and base64 is decoded where it
/// stands, so that a request needs its body and, for pixels, their values.
/// </summary>
/// <param name="body">The body; images in JSON are decoded into it.</param>
/// <param name="jsonLength">The length of the JSON at the begin of the body.</param>
/// <param name="limits">What the request may ask for.</param>
/// <param name="addBytes">Counts memory beside the body.</param>
internal sealed class InferRequestReader(Memory<byte> body, int jsonLength, InferLimits limits, Action<long> addBytes)
{
    public const int MaxDepth = 32;

    private const int MaxIdLength = 1024;

    // Both inputs have fewer dimensions; more are not collected.
    private const int MaxDimensions = 8;

    // About 290,000 years are in 64 bits; no request waits for more than a day.
    private const long MaxTimeoutMicroseconds = 24L * 3600 * 1_000_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    private readonly InferRequest _request = new();
    private readonly List<(string Name, bool? IsBinary, long Classes)> _outputs = [];
    private bool _isBinaryByDefault;
    private InputState? _input;

    /// <summary>Reads a request that is JSON, or JSON and binary data.</summary>
    /// <exception cref="OpenInferenceException">The request is invalid.</exception>
    public InferRequest Read()
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span[..jsonLength], Options);
            ReadRequest(ref reader);
            FinishInput();
            _request.Outputs = _outputs.Count == 0
                ? AllOutputs(_isBinaryByDefault)
                : [.. _outputs.Select(output => new RequestedOutput(
                    output.Name, output.IsBinary ?? _isBinaryByDefault, (int)Math.Min(output.Classes, int.MaxValue)))];
            return _request;
        }
        catch (JsonException exception)
        {
            _request.Dispose();
            throw Invalid(exception);
        }
        catch (InvalidOperationException)
        {
            _request.Dispose();
            throw NotUnicode();
        }
        catch
        {
            _request.Dispose();
            throw;
        }
    }

    /// <summary>Returns the request whose body is one image file and no JSON.</summary>
    public static InferRequest ReadRaw(ReadOnlyMemory<byte> body) => new() { Count = 1, Images = [body], Outputs = AllOutputs(isBinary: true) };

    /// <summary>Returns the error for invalid JSON, with its place.</summary>
    public static OpenInferenceException Invalid(JsonException exception) => OpenInferenceException.Invalid(
        string.Create(CultureInfo.InvariantCulture, $"the JSON is invalid, or deeper than {MaxDepth} levels, in line {exception.LineNumber + 1}, byte {
            exception.BytePositionInLine + 1}"));

    /// <summary>Returns the error for text with half of a surrogate pair, which the reader of JSON does not find invalid until it is read.</summary>
    public static OpenInferenceException NotUnicode() => OpenInferenceException.Invalid("the JSON contains text that is not valid Unicode");

    public static void Expect(in Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw OpenInferenceException.Invalid($"{what} must be {type switch
            {
                JsonTokenType.StartObject => "an object",
                JsonTokenType.StartArray => "an array",
                JsonTokenType.String => "a string",
                _ => "an integer",
            }}");
        }
    }

    public static bool Boolean(in Utf8JsonReader reader, string what) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw OpenInferenceException.Invalid($"{what} must be true or false"),
    };

    private static List<RequestedOutput> AllOutputs(bool isBinary) => [new(InferRequest.Score, isBinary), new(InferRequest.PredictedLabel, isBinary)];

    private static OpenInferenceException Invalid(string message) => OpenInferenceException.Invalid(message);

    private static string Text(in Utf8JsonReader reader, string what)
    {
        Expect(in reader, JsonTokenType.String, what);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Invalid($"{what} is not valid UTF-8, or has half of a surrogate pair");
        }
    }

    private static long Integer(in Utf8JsonReader reader, string what)
    {
        Expect(in reader, JsonTokenType.Number, what);
        return reader.TryGetInt64(out var value) && value >= 0 ? value : throw Invalid($"{what} must be an integer of at least 0");
    }

    // Goes to the value of a member; false if it is null, which is as good as absent.
    private static bool Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.Null;
    }

    // Members that are read twice could say two things.
    private static void Once(ref int seen, int member, string what)
    {
        if ((seen & member) != 0)
        {
            throw Invalid($"{what} occurs twice");
        }

        seen |= member;
    }

    private void ReadRequest(ref Utf8JsonReader reader)
    {
        var seen = 0;
        reader.Read();
        Expect(in reader, JsonTokenType.StartObject, "the request");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                Once(ref seen, 1, "id");
                _request.Id = Value(ref reader) ? Text(in reader, "id") : null;
                if (_request.Id?.Length > MaxIdLength)
                {
                    throw Invalid($"id is longer than {MaxIdLength} characters");
                }
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                Once(ref seen, 2, "parameters");
                if (Value(ref reader))
                {
                    ReadParameters(ref reader);
                }
            }
            else if (reader.ValueTextEquals("inputs"u8))
            {
                Once(ref seen, 4, "inputs");
                reader.Read();
                Expect(in reader, JsonTokenType.StartArray, "inputs");
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    ReadInput(ref reader, i);
                }
            }
            else if (reader.ValueTextEquals("outputs"u8))
            {
                Once(ref seen, 8, "outputs");
                if (Value(ref reader))
                {
                    Expect(in reader, JsonTokenType.StartArray, "outputs");
                    for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                    {
                        ReadOutput(ref reader, i);
                    }
                }
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // Throws if there is more.
        reader.Read();
    }

    private void ReadParameters(ref Utf8JsonReader reader)
    {
        Expect(in reader, JsonTokenType.StartObject, "parameters");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("binary_data_output"u8))
            {
                reader.Read();
                _isBinaryByDefault = Boolean(in reader, "parameters.binary_data_output");
            }
            else if (reader.ValueTextEquals("timeout"u8))
            {
                reader.Read();
                var microseconds = Integer(in reader, "parameters.timeout");

                // 0 is the value of clients that have none.
                _request.Timeout = microseconds == 0 ? null : TimeSpan.FromMicroseconds(Math.Min(microseconds, MaxTimeoutMicroseconds));
            }
            else if (reader.ValueTextEquals("sequence_id"u8) || reader.ValueTextEquals("sequence_start"u8) || reader.ValueTextEquals("sequence_end"u8))
            {
                throw Invalid("sequences are not supported; leave out sequence_id, sequence_start and sequence_end");
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private void ReadOutput(ref Utf8JsonReader reader, int index)
    {
        Expect(in reader, JsonTokenType.StartObject, $"outputs[{index}]");
        string? name = null;
        bool? isBinary = null;
        long classes = 0;
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                Once(ref seen, 1, $"outputs[{index}].name");
                reader.Read();
                name = Text(in reader, $"outputs[{index}].name");
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                Once(ref seen, 2, $"outputs[{index}].parameters");
                if (Value(ref reader))
                {
                    ReadOutputParameters(ref reader, $"outputs[{index}].parameters", ref isBinary, ref classes);
                }
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (name is null)
        {
            throw Invalid($"outputs[{index}] has no name");
        }

        if (name is not (InferRequest.Score or InferRequest.PredictedLabel))
        {
            throw Invalid($"unknown output '{OpenInferenceErrors.Shown(name)}'; the outputs are '{InferRequest.Score}' and '{InferRequest.PredictedLabel}'");
        }

        if (_outputs.Any(output => output.Name == name))
        {
            throw Invalid($"the output '{name}' occurs twice");
        }

        if (classes > 0 && name != InferRequest.Score)
        {
            throw Invalid($"classification is for the output '{InferRequest.Score}' only");
        }

        _outputs.Add((name, isBinary, classes));
    }

    private static void ReadOutputParameters(ref Utf8JsonReader reader, string where, ref bool? isBinary, ref long classes)
    {
        Expect(in reader, JsonTokenType.StartObject, where);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("binary_data"u8))
            {
                reader.Read();
                isBinary = Boolean(in reader, $"{where}.binary_data");
            }
            else if (reader.ValueTextEquals("classification"u8))
            {
                reader.Read();
                classes = Integer(in reader, $"{where}.classification");
            }
            else
            {
                RefuseSharedMemory(in reader);
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static void RefuseSharedMemory(in Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("shared_memory_region"u8))
        {
            throw Invalid("shared memory is not supported; send and receive data in the body");
        }
    }

    private void ReadInput(ref Utf8JsonReader reader, int index)
    {
        Expect(in reader, JsonTokenType.StartObject, $"inputs[{index}]");
        var input = new InputState();
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                Once(ref seen, 1, $"inputs[{index}].name");
                reader.Read();
                input.Name = Text(in reader, $"inputs[{index}].name");
            }
            else if (reader.ValueTextEquals("datatype"u8))
            {
                Once(ref seen, 2, $"inputs[{index}].datatype");
                reader.Read();
                input.Datatype = Text(in reader, $"inputs[{index}].datatype");
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                Once(ref seen, 4, $"inputs[{index}].shape");
                reader.Read();
                input.Shape = ReadShape(ref reader, $"inputs[{index}].shape");
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                Once(ref seen, 8, $"inputs[{index}].parameters");
                if (Value(ref reader))
                {
                    ReadInputParameters(ref reader, input, $"inputs[{index}].parameters");
                }
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                Once(ref seen, 16, $"inputs[{index}].data");
                if (Value(ref reader))
                {
                    ReadOrKeepData(ref reader, input);
                }
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (input.Name is null)
        {
            throw Invalid($"inputs[{index}] has no name");
        }

        CheckName(input.Name);
        if (_input is not null)
        {
            throw Invalid($"exactly one of the inputs '{InferRequest.Image}' and '{InferRequest.Pixels}' is required");
        }

        _input = input;
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

    private static void ReadInputParameters(ref Utf8JsonReader reader, InputState input, string where)
    {
        Expect(in reader, JsonTokenType.StartObject, where);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("binary_data_size"u8))
            {
                reader.Read();
                input.BinarySize = Integer(in reader, $"{where}.binary_data_size");
            }
            else if (reader.ValueTextEquals("content_type"u8))
            {
                reader.Read();
                input.ContentType = Text(in reader, $"{where}.content_type");
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
    private void ReadOrKeepData(ref Utf8JsonReader reader, InputState input)
    {
        if (_input is null && input is { Name: not null, Datatype: not null, Shape: not null })
        {
            Prepare(input);
            ReadData(ref reader, input, 0);
            return;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        input.Data = start..(int)reader.BytesConsumed;
    }

    // Checks an input, and takes memory for it.
    private void Prepare(InputState input)
    {
        CheckName(input.Name!);
        var isImage = input.Name == InferRequest.Image;
        if (input.Datatype is null || input.Shape is null)
        {
            throw Invalid($"the input '{input.Name}' has no {(input.Datatype is null ? "datatype" : "shape")}");
        }

        var datatype = isImage ? "BYTES" : "FP32";
        if (input.Datatype != datatype)
        {
            throw Invalid($"the input '{input.Name}' has the datatype {datatype}, not '{OpenInferenceErrors.Shown(input.Datatype)}'");
        }

        var shape = input.Shape;
        var shown = $"[{string.Join(",", shape)}]";
        try
        {
            _ = shape.Aggregate(1L, (product, length) => checked(product * length));
        }
        catch (OverflowException)
        {
            throw Invalid($"the shape {shown} of the input '{input.Name}' has too many elements");
        }

        if (isImage ? shape is not ([_] or [_, 1]) : !(shape is [_, 3, var height, var width] && height == limits.Height && width == limits.Width))
        {
            throw Invalid($"the input '{input.Name}' has the shape {(isImage ? "[-1] or [-1,1]" : $"[-1,3,{limits.Height},{limits.Width}]")}, not {shown}");
        }

        if (shape[0] is < 1 || shape[0] > limits.MaxImages)
        {
            throw Invalid($"a request can have 1..{limits.MaxImages} images, not {shape[0]}");
        }

        _request.Count = (int)shape[0];
        if (isImage)
        {
            _request.Images = new ReadOnlyMemory<byte>[_request.Count];
            return;
        }

        _request.PixelSize = (limits.Height, limits.Width);
        var count = _request.Count * 3 * limits.Height * limits.Width;
        addBytes((long)count * sizeof(float));
        _request.RentValues(count);
    }

    private void FinishInput()
    {
        if (_input is not { } input)
        {
            throw Invalid($"one of the inputs '{InferRequest.Image}' and '{InferRequest.Pixels}' is required");
        }

        if (_request.Count == 0)
        {
            Prepare(input);
        }

        if (input.Data is { } data)
        {
            var reader = new Utf8JsonReader(body.Span[data], Options);
            reader.Read();
            ReadData(ref reader, input, data.Start.Value);
        }

        if (_request.Images is not null && input.ContentType is { } type && (type != "base64" || input.BinarySize is not null))
        {
            throw Invalid($"the content_type of the input '{input.Name}' can be base64, with data in JSON, and nothing else");
        }

        var rest = body[jsonLength..];
        if ((input.BinarySize ?? 0) != rest.Length)
        {
            throw Invalid($"after the JSON are {rest.Length} bytes, and binary_data_size of the input '{input.Name}' is {input.BinarySize ?? 0}");
        }

        if (input.IsRead == (input.BinarySize is not null))
        {
            throw Invalid(input.IsRead
                ? $"the input '{input.Name}' has both data and binary_data_size"
                : $"the input '{input.Name}' has neither data nor binary_data_size");
        }

        if (!input.IsRead)
        {
            ReadBinary(rest, input);
        }
    }

    // The value at the reader is an array, flat or nested; its elements are counted.
    private void ReadData(ref Utf8JsonReader reader, InputState input, int offset)
    {
        Expect(in reader, JsonTokenType.StartArray, $"data of the input '{input.Name}'");
        var values = _request.Values.Span;
        var expected = _request.Images?.Length ?? values.Length;
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
                throw Invalid($"the input '{input.Name}' has more than the {expected} elements of its shape");
            }

            if (_request.Images is { } images)
            {
                images[count] = ReadBase64(in reader, offset, count);
            }
            else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetSingle(out values[count]) || !float.IsFinite(values[count]))
            {
                throw Invalid($"element {count} of the input '{input.Name}' is not a finite FP32 number");
            }

            count++;
        }
        while (depth > 0 && reader.Read());

        if (count != expected)
        {
            throw Invalid($"the input '{input.Name}' has {count} elements, and its shape {expected}");
        }

        input.IsRead = true;
    }

    // The reader is past the string, so it can be overwritten.
    private ReadOnlyMemory<byte> ReadBase64(in Utf8JsonReader reader, int offset, int index)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Invalid($"inputs[0][{index}] must be a string of base64");
        }

        var start = offset + (int)reader.TokenStartIndex + 1;
        var text = body.Span.Slice(start, reader.ValueSpan.Length);
        var length = reader.ValueIsEscaped ? Unescape(text) : text.Length;
        if (length < 0
            || text[..length].ContainsAny(WhiteSpace)
            || Base64.DecodeFromUtf8InPlace(text[..length], out var written) != OperationStatus.Done)
        {
            throw Invalid($"inputs[0][{index}] is not base64 (RFC 4648, with padding and without white space)");
        }

        return body.Slice(start, written);
    }

    // Many writers of JSON escape '+' and '/'. Returns the length, or -1 for what cannot be base64.
    private static int Unescape(Span<byte> text)
    {
        var to = 0;
        for (var from = 0; from < text.Length; from++)
        {
            var value = text[from];
            if (value == (byte)'\\')
            {
                from++;
                if (text[from] == (byte)'/')
                {
                    value = (byte)'/';
                }
                else if (text[from] == (byte)'u' && Utf8Parser.TryParse(text.Slice(from + 1, 4), out ushort code, out _, 'x') && code < 128)
                {
                    value = (byte)code;
                    from += 4;
                }
                else
                {
                    return -1;
                }
            }

            text[to++] = value;
        }

        return to;
    }

    private void ReadBinary(Memory<byte> rest, InputState input)
    {
        if (_request.Images is { } images)
        {
            var at = 0;
            for (var i = 0; i < images.Length; i++)
            {
                if (rest.Length - at < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[at..]) is var length
                    && length > rest.Length - at - sizeof(uint))
                {
                    throw Invalid($"the binary data of the input '{input.Name}' end in element {i} of {images.Length}");
                }

                images[i] = rest.Slice(at + sizeof(uint), (int)length);
                at += sizeof(uint) + (int)length;
            }

            if (at != rest.Length)
            {
                throw Invalid($"the binary data of the input '{input.Name}' have {rest.Length - at} bytes after the last of {images.Length} elements");
            }

            return;
        }

        var values = _request.Values.Span;
        if (rest.Length != (long)values.Length * sizeof(float))
        {
            throw Invalid($"the input '{input.Name}' has {rest.Length} bytes, and its shape {(long)values.Length * sizeof(float)}");
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
            throw Invalid($"element {wrong} of the input '{input.Name}' is not a finite FP32 number");
        }
    }

    private sealed class InputState
    {
        public string? Name { get; set; }

        public string? Datatype { get; set; }

        public List<long>? Shape { get; set; }

        public string? ContentType { get; set; }

        public long? BinarySize { get; set; }

        // Where the data are that were passed over.
        public Range? Data { get; set; }

        public bool IsRead { get; set; }
    }
}
