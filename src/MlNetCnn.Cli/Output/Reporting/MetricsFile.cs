using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNetCnn.Cli;

/// <summary>
/// The metrics of a run as a JSON object with stable keys, for <c>--metrics</c>. A metric that a run does not have is null.
/// </summary>
internal static class MetricsFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Writes the file atomically.</summary>
    public static void Write(string path, RunMetrics run)
    {
        var text = ToJson(run).ToJsonString(Options) + "\n";
        AtomicFile.WriteText(path, writer => writer.Write(text));
    }

    /// <summary>Returns the content of the file.</summary>
    public static JsonObject ToJson(RunMetrics run) => new()
    {
        ["method"] = run.Card.Method,
        ["backbone"] = run.Card.Backbone,
        ["network"] = run.Card.Network,
        ["seed"] = run.Card.Seed,
        ["classes"] = new JsonArray([.. run.Card.ClassNames.Select(name => (JsonNode)name)]),
        ["images"] = new JsonObject
        {
            ["train"] = run.TrainCount,
            ["validation"] = run.ValidationCount,
            ["test"] = run.Report?.Count ?? 0,
            ["rejected"] = run.RejectedCount,
            ["unknownLabels"] = run.Report?.UnknownCount ?? 0,
        },
        ["test"] = new JsonObject
        {
            ["accuracy"] = Number(run.Report?.Accuracy),
            ["macroF1"] = Number(run.Report?.MacroF1),
            ["logLoss"] = Number(run.Report?.LogLoss),
            ["top5"] = Number(run.Report?.TopKAccuracy(Math.Min(5, run.Card.ClassNames.Count))),
        },
        ["perClass"] = new JsonArray([.. (run.Report?.PerClass ?? []).Select(DescribeClass)]),
        ["confusion"] = DescribeConfusion(run.Report),
        ["parameters"] = new JsonObject { ["total"] = run.TotalParameters, ["trainable"] = run.TrainableParameters },
        ["seconds"] = new JsonObject
        {
            ["load"] = Number(run.Seconds.Load),
            ["features"] = Number(run.Seconds.Features),
            ["train"] = Number(run.Seconds.Train),
            ["evaluate"] = Number(run.Seconds.Evaluate),
            ["total"] = Number(run.Seconds.Total),
        },
        ["versions"] = new JsonObject([.. Versions.All.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))]),
        ["arithmetic"] = run.Arithmetic is { } arithmetic
            ? new JsonObject([.. arithmetic.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))])
            : null,
        ["calibration"] = run.Calibration is { } calibration
            ? new JsonObject
            {
                ["temperature"] = calibration.Temperature,
                ["images"] = calibration.ImageCount,
                ["eceBefore"] = Number(calibration.Before?.ExpectedCalibrationError),
                ["eceAfter"] = Number(calibration.After?.ExpectedCalibrationError),
            }
            : null,
        ["history"] = new JsonArray([.. run.History.Select(DescribeEpoch)]),
    };

    // JSON has no NaN; null stands for a metric without a value.
    private static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static JsonNode DescribeEpoch(EpochRecord record) => new JsonObject
    {
        ["epoch"] = record.Epoch,
        ["trainingLoss"] = Number(record.TrainingLoss),
        ["validationLoss"] = Number(record.ValidationLoss),
        ["validationAccuracy"] = Number(record.ValidationAccuracy),
        ["validationMacroF1"] = Number(record.ValidationMacroF1),
        ["learningRate"] = Number(record.LearningRate),
        ["seconds"] = Number(record.Seconds),
    };

    private static JsonNode DescribeClass(ClassMetrics metrics) => new JsonObject
    {
        ["name"] = metrics.Name,
        ["precision"] = Number(metrics.IsMeasured ? metrics.Precision : null),
        ["recall"] = Number(metrics.IsMeasured ? metrics.Recall : null),
        ["f1"] = Number(metrics.IsMeasured ? metrics.F1 : null),
        ["support"] = metrics.Support,
    };

    private static JsonArray DescribeConfusion(ClassificationReport? report)
    {
        if (report is null)
        {
            return [];
        }

        var classes = Enumerable.Range(0, report.PerClass.Count).ToArray();
        return new JsonArray([.. classes.Select(actual =>
            (JsonNode)new JsonArray([.. classes.Select(predicted => (JsonNode)report.Confusion[actual, predicted])]))]);
    }
}
