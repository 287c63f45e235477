using System.Text.Json;
using static MlNetCnn.AspNetCore.OpenInference.InferJson;

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
    private const int MaxIdLength = 1024;

    // About 290,000 years are in 64 bits; no request waits for more than a day.
    private const long MaxTimeoutMicroseconds = 24L * 3600 * 1_000_000;

    private readonly InferRequest _request = new();
    private InferInputReader? _input;
    private readonly List<(string Name, bool? IsBinary, long Classes)> _outputs = [];
    private bool _isBinaryByDefault;

    /// <summary>Reads a request that is JSON, or JSON and binary data.</summary>
    /// <exception cref="OpenInferenceException">The request is invalid.</exception>
    public InferRequest Read()
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span[..jsonLength], Options);
            ReadRequest(ref reader);
            (_input ?? throw Invalid($"one of the inputs '{InferRequest.Image}' and '{InferRequest.Pixels}' is required")).Finish();
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

    private static List<RequestedOutput> AllOutputs(bool isBinary) => [new(InferRequest.Score, isBinary), new(InferRequest.PredictedLabel, isBinary)];

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
                    var input = new InferInputReader(body, jsonLength, limits, _request, addBytes, isFirst: _input is null);
                    input.Read(ref reader, i);
                    _input = input;
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
}
