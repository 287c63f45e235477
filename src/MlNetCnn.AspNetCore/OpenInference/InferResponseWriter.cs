using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore.OpenInference;

/// <summary>Writes the answer to a request: JSON, and after it the data of binary outputs.</summary>
internal sealed class InferResponseWriter(HostedModel model, InferRequest request, float[] scores)
{
    private readonly IReadOnlyList<string> _labels = model.Card.ClassNames;
    private readonly ArrayBufferWriter<byte> _json = new(512);
    private readonly ArrayBufferWriter<byte> _binary = new();

    public async Task WriteAsync(HttpContext http)
    {
        using (var json = new Utf8JsonWriter(_json, OpenInferenceErrors.Json))
        {
            WriteJson(json);
        }

        var response = http.Response;
        response.ContentType = "application/json";
        response.ContentLength = _json.WrittenCount + _binary.WrittenCount;
        if (request.Outputs.Any(output => output.IsBinary))
        {
            response.ContentType = "application/octet-stream";
            response.Headers[OpenInferenceHandler.HeaderLength] = _json.WrittenCount.ToString(CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(_json.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
        if (_binary.WrittenCount > 0)
        {
            await response.Body.WriteAsync(_binary.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
        }
    }

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model_name"u8, model.Name);
        json.WriteString("model_version"u8, model.Version);
        if (request.Id is not null)
        {
            json.WriteString("id"u8, request.Id);
        }

        json.WriteStartArray("outputs"u8);
        foreach (var output in request.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, output.Name);
            if (output.Name == InferRequest.PredictedLabel)
            {
                WriteTexts(json, output.IsBinary, 1, (row, _) => _labels[TensorPrimitives.IndexOfMax(Row(row))]);
            }
            else if (output.Classes > 0)
            {
                WriteClasses(json, output);
            }
            else
            {
                WriteScores(json, output.IsBinary);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteScores(Utf8JsonWriter json, bool isBinary)
    {
        WriteHead(json, "FP32", _labels.Count);
        if (isBinary)
        {
            var bytes = _binary.GetSpan(scores.Length * sizeof(float));
            for (var i = 0; i < scores.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], scores[i]);
            }

            _binary.Advance(scores.Length * sizeof(float));
            WriteBinarySize(json, scores.Length * sizeof(float));
            return;
        }

        json.WriteStartArray("data"u8);
        foreach (var score in scores)
        {
            json.WriteNumberValue(score);
        }

        json.WriteEndArray();
    }

    private void WriteClasses(Utf8JsonWriter json, RequestedOutput output)
    {
        var classes = Math.Min(output.Classes, _labels.Count);
        var order = new int[_labels.Count];
        WriteTexts(json, output.IsBinary, classes, (row, rank) =>
        {
            if (rank == 0)
            {
                Sort(order, row);
            }

            var index = order[rank];
            return string.Create(CultureInfo.InvariantCulture, $"{(double)Row(row)[index]:F6}:{index}:{_labels[index]}");
        }, isRanked: true);
    }

    // Best first; equal ones in the order of the classes.
    private void Sort(int[] order, int row)
    {
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (left, right) => Row(row)[right].CompareTo(Row(row)[left]) is var difference && difference != 0 ? difference : left - right);
    }

    private void WriteTexts(Utf8JsonWriter json, bool isBinary, int columns, Func<int, int, string> text, bool isRanked = false)
    {
        WriteHead(json, "BYTES", isRanked ? columns : null);
        var start = _binary.WrittenCount;
        if (!isBinary)
        {
            json.WriteStartArray("data"u8);
        }

        for (var row = 0; row < request.Count; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var element = text(row, column);
                if (!isBinary)
                {
                    json.WriteStringValue(element);
                    continue;
                }

                var length = Encoding.UTF8.GetByteCount(element);
                var bytes = _binary.GetSpan(sizeof(uint) + length);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)length);
                Encoding.UTF8.GetBytes(element, bytes[sizeof(uint)..]);
                _binary.Advance(sizeof(uint) + length);
            }
        }

        if (isBinary)
        {
            WriteBinarySize(json, _binary.WrittenCount - start);
        }
        else
        {
            json.WriteEndArray();
        }
    }

    private void WriteHead(Utf8JsonWriter json, string datatype, int? columns)
    {
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(request.Count);
        if (columns is not null)
        {
            json.WriteNumberValue(columns.Value);
        }

        json.WriteEndArray();
        json.WriteString("datatype"u8, datatype);
    }

    private static void WriteBinarySize(Utf8JsonWriter json, int bytes)
    {
        json.WriteStartObject("parameters"u8);
        json.WriteNumber("binary_data_size"u8, bytes);
        json.WriteEndObject();
    }

    private ReadOnlySpan<float> Row(int row) => scores.AsSpan(row * _labels.Count, _labels.Count);
}
