using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNetCnn.Cli;

/// <summary>
/// A JSON array with one object per line: <c>path</c>, <c>label</c>, <c>probability</c>, <c>top</c> (if more than one class is requested)
/// and <c>error</c>, for JSON parsers and line-based tools.
/// </summary>
/// <param name="writer">Receives the text.</param>
/// <param name="top">The number of classes per image.</param>
internal sealed class JsonPredictionWriter(TextWriter writer, int top) : PredictionWriter(writer, top)
{
    // Letters of names are not escaped; characters that JSON requires to be escaped are.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _any;

    /// <inheritdoc/>
    public override void Begin() => Writer.Write("[");

    /// <inheritdoc/>
    public override void Write(ImagePrediction prediction)
    {
        Writer.Write((_any ? ",\n" : "\n") + Describe(prediction).ToJsonString(Options));
        _any = true;
    }

    /// <inheritdoc/>
    public override void End() => Writer.Write("\n]\n");

    private JsonObject Describe(ImagePrediction prediction)
    {
        if (prediction.Error is { } error)
        {
            return new JsonObject
            {
                ["path"] = prediction.Path,
                ["error"] = new JsonObject { ["code"] = error.Code, ["reason"] = error.Reason },
            };
        }

        var row = new JsonObject
        {
            ["path"] = prediction.Path,
            ["label"] = prediction.Label,
            ["probability"] = prediction.Probability,
        };
        if (Top > 1)
        {
            row["top"] = new JsonArray([.. prediction.Top(Top).Select(entry =>
                new JsonObject { ["label"] = entry.Label, ["probability"] = entry.Probability })]);
        }

        return row;
    }
}
