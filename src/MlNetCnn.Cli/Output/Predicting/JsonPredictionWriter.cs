using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNetCnn.Cli;

/// <summary>
/// One JSON array with an object a line: <c>path</c>, <c>label</c>, <c>probability</c>, <c>top</c> (where more than one class is asked for)
/// and <c>error</c>. A whole-file parser and a reader of lines can both use it.
/// </summary>
/// <param name="writer">Where it goes.</param>
/// <param name="top">How many classes of each photo are written.</param>
internal sealed class JsonPredictionWriter(TextWriter writer, int top) : PredictionWriter(writer, top)
{
    // Names keep their letters; what JSON itself needs escaped still is.
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
