using System.Text.Json;

namespace MlNetCnn.Cli;

/// <summary>The metrics of an earlier run, as written by <c>--metrics</c>.</summary>
/// <param name="Path">The file.</param>
/// <param name="Accuracy">The accuracy, 0..1.</param>
/// <param name="MacroF1">The macro F1, 0..1.</param>
internal sealed record EarlierRun(string Path, double Accuracy, double MacroF1)
{
    /// <summary>The number of measured images.</summary>
    public int Count { get; private init; }

    /// <summary>The mean loss in nats, or null if the file has none.</summary>
    public double? LogLoss { get; private init; }

    /// <summary>The F1 of each class, by name; NaN for a class without measured images.</summary>
    public IReadOnlyDictionary<string, double> ClassF1 { get; private init; } = new Dictionary<string, double>();

    /// <summary>Reads the file.</summary>
    /// <param name="path">A file that <c>--metrics</c> wrote.</param>
    /// <exception cref="MlNetCnnException"><c>BASELINE_NOT_USABLE</c>: the file is missing, of another kind, or has no metrics.</exception>
    public static EarlierRun Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var test = json.RootElement.GetProperty("test");
            var classes = json.RootElement.GetProperty("perClass").EnumerateArray().ToDictionary(
                entry => entry.GetProperty("name").GetString()!,
                entry => entry.GetProperty("f1").ValueKind == JsonValueKind.Null ? double.NaN : Fraction(entry, "f1"), StringComparer.Ordinal);
            return new EarlierRun(path, Fraction(test, "accuracy"), Fraction(test, "macroF1"))
            {
                Count = json.RootElement.GetProperty("images").GetProperty("test").GetInt32(),
                LogLoss = test.TryGetProperty("logLoss", out var loss) && loss.ValueKind == JsonValueKind.Number ? loss.GetDouble() : null,
                ClassF1 = classes,
            };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotUsable(path, "there is no such file", exception);
        }
        catch (UnauthorizedAccessException exception) when (Directory.Exists(path))
        {
            throw NotUsable(path, "a folder", exception);
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw NotUsable(path, exception.Message.TrimEnd('.'), exception);
        }
    }

    /// <summary>Returns the differences that limit a comparison with this run, one sentence each.</summary>
    /// <param name="report">The metrics of this run.</param>
    public IReadOnlyList<string> Differences(ClassificationReport report)
    {
        var sentences = new List<string>();
        if (Count != report.Count)
        {
            sentences.Add($"the baseline was measured on {DisplayText.Count(Count, "image")}, this run on {report.Count}");
        }

        if (!report.ClassNames.ToHashSet(StringComparer.Ordinal).SetEquals(ClassF1.Keys))
        {
            sentences.Add($"the baseline has other classes: {DisplayText.List([.. ClassF1.Keys])}");
        }

        return sentences;
    }

    private static double Fraction(JsonElement element, string key) =>
        element.GetProperty(key) is { ValueKind: JsonValueKind.Number } number && number.GetDouble() is >= 0 and <= 1 and var fraction
            ? fraction
            : throw new FormatException($"'{key}' is not a number from 0 to 1");

    private static MlNetCnnException NotUsable(string path, string received, Exception inner) => new(
        ErrorKind.Data, ToolErrorCodes.BaselineNotUsable, $"'{path}' is not a usable baseline",
        expected: "a file written by --metrics in a run with test images", received: received,
        fix: "write one with --metrics FILE in the baseline run", innerException: inner);
}
