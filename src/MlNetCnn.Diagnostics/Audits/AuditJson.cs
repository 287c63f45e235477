using System.Text.Encodings.Web;
using System.Text.Json;

namespace MlNetCnn.Diagnostics;

/// <summary>Writes an audit as JSON piece by piece, so that a report of many files is never held in memory as a whole.</summary>
internal static class AuditJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a report. The keys are documented at <see cref="AuditReport.WriteJson"/>.</summary>
    /// <param name="report">The report.</param>
    /// <param name="stream">The stream to write to; it stays open.</param>
    public static void Write(AuditReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, Options);
        var listing = report.Listing;
        json.WriteStartObject();
        json.WriteString("source", listing.Source);
        json.WriteString("root", listing.Root);
        json.WriteString("fingerprint", listing.Fingerprint);
        json.WriteString("contentFingerprint", report.ContentFingerprint);
        json.WriteBoolean("usable", report.IsUsable);
        json.WriteString("worst", report.Worst is { } worst ? Name(worst) : null);
        json.WriteStartObject("images");
        json.WriteNumber("listed", listing.Count);
        json.WriteNumber("readable", report.ReadableCount);
        json.WriteNumber("unreadable", listing.Count - report.ReadableCount);
        json.WriteNumber("leftOut", listing.Errors.Count);
        json.WriteEndObject();
        WriteContent(json, report);
        WriteFindings(json, report);
        WriteDuplicates(json, report);
        Array(json, "faults", report.Errors, error =>
        {
            json.WriteString("path", Relative(report, error.Path));
            json.WriteString("code", error.Code);
            json.WriteString("reason", error.Reason);
        });
        json.WriteEndObject();
        json.Flush();
        stream.Write("\n"u8);
    }

    private static void WriteContent(Utf8JsonWriter json, AuditReport report)
    {
        Array(json, "classes", report.Classes, counted =>
        {
            json.WriteString("name", counted.Name);
            json.WriteNumber("unassigned", counted.Unassigned);
            json.WriteNumber("train", counted.Train);
            json.WriteNumber("validation", counted.Validation);
            json.WriteNumber("test", counted.Test);
            json.WriteNumber("unreadable", counted.Unreadable);
        });
        json.WriteStartObject("formats");
        foreach (var (format, count) in report.Formats)
        {
            json.WriteNumber(format, count);
        }

        json.WriteEndObject();
        json.WriteStartObject("sizes");
        WriteRange(json, "width", report.Width);
        WriteRange(json, "height", report.Height);
        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, string name, SizeRange range)
    {
        json.WriteStartObject(name);
        json.WriteNumber("min", range.Min);
        json.WriteNumber("median", range.Median);
        json.WriteNumber("max", range.Max);
        json.WriteEndObject();
    }

    private static void WriteFindings(Utf8JsonWriter json, AuditReport report) =>
        Array(json, "findings", report.Findings, finding =>
        {
            json.WriteString("severity", Name(finding.Severity));
            json.WriteString("code", finding.Code);
            json.WriteNumber("count", finding.Count);
            json.WriteString("problem", finding.Problem);
            json.WriteString("fix", finding.Fix);
            json.WriteStartArray("paths");
            foreach (var path in finding.Paths)
            {
                json.WriteStringValue(Relative(report, path));
            }

            json.WriteEndArray();
        });

    private static void WriteDuplicates(Utf8JsonWriter json, AuditReport report)
    {
        json.WriteNumber("nearThreshold", report.NearDuplicateDistance);
        Array(json, "duplicates", report.Duplicates, group =>
        {
            json.WriteString("kind", Name(group.Kind));
            json.WriteBoolean("acrossParts", group.AcrossSplits);
            json.WriteBoolean("acrossLabels", group.AcrossLabels);
            Array(json, "images", group.Images, image =>
            {
                json.WriteString("path", Relative(report, image.Path));
                json.WriteString("label", image.Label);
                json.WriteString("part", Name(image.Split));
            });
        });
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Rows without a valid path are identified by their line, which is written unchanged.
    private static string Relative(AuditReport report, string path) =>
        report.Listing.Root.Length > 0 && Path.IsPathFullyQualified(path)
            ? ImageDataset.Portable(Path.GetRelativePath(report.Listing.Root, path))
            : path;

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
