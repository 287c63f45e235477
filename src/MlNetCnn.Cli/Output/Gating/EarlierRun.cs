using System.Text.Json;

namespace MlNetCnn.Cli;

/// <summary>What the figures of an earlier run, as <c>--metrics</c> wrote them, say of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Accuracy">The accuracy, 0..1.</param>
/// <param name="MacroF1">The macro F1, 0..1.</param>
internal sealed record EarlierRun(string Path, double Accuracy, double MacroF1)
{
    /// <summary>How many photos were measured.</summary>
    public int Count { get; private init; }

    /// <summary>The mean loss in nats, or null where the file has none.</summary>
    public double? LogLoss { get; private init; }

    /// <summary>The F1 of each class, by name; not a number for one of which nothing was measured.</summary>
    public IReadOnlyDictionary<string, double> ClassF1 { get; private init; } = new Dictionary<string, double>();

    /// <summary>Reads the file.</summary>
    /// <param name="path">A file that <c>--metrics</c> wrote.</param>
    /// <exception cref="MlNetCnnException"><c>BASELINE_NOT_USABLE</c>: it is missing, no such file, or has no measured figures.</exception>
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

    /// <summary>What makes a comparison with this run lame, a sentence each; empty where nothing does.</summary>
    /// <param name="report">What was measured now.</param>
    public IReadOnlyList<string> Differences(ClassificationReport report)
    {
        var sentences = new List<string>();
        if (Count != report.Count)
        {
            sentences.Add($"the baseline was measured on {DisplayText.Count(Count, "photo")}, this run on {report.Count}");
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
            : throw new FormatException($"'{key}' is no number from 0 to 1");

    private static MlNetCnnException NotUsable(string path, string received, Exception inner) => new(
        ErrorKind.Data, ToolErrorCodes.BaselineNotUsable, $"'{path}' holds no figures to compare with",
        expected: "a file that --metrics wrote in a run that measured test photos", received: received,
        fix: "write one with --metrics FILE in the run that is to be the baseline", innerException: inner);
}
