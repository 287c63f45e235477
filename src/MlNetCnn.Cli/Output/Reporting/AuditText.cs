using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Writes an audit as text: the summary, the classes, and a line for each finding with a few files.</summary>
internal static class AuditText
{
    private const int ClassesShown = 40;
    private const int FilesShown = 4;

    /// <summary>Writes the audit.</summary>
    /// <param name="console">Receives the text.</param>
    /// <param name="report">The audit.</param>
    /// <param name="verbose">Whether all classes and files are listed.</param>
    public static void Write(CommandConsole console, AuditReport report, bool verbose)
    {
        var listing = report.Listing;
        console.WriteLine(
            $"{DisplayText.OneLine(listing.Source)}: {DisplayText.Count(listing.Count, "image")} in "
                + $"{DisplayText.Count(report.Classes.Count, "class", "classes")},"
            + $" {report.ReadableCount} of them usable.");
        if (report.ReadableCount > 0)
        {
            console.WriteLine($"Formats: {string.Join(", ", report.Formats.Select(format => $"{format.Value} {format.Key}"))}.");
            console.WriteLine($"Size in pixels: width {Range(report.Width)}, height {Range(report.Height)}.");
        }

        WriteClasses(console, report, verbose);
        console.WriteLine();
        console.WriteLine(
            report.Findings.Count == 0
                ? "No findings."
                : $"{DisplayText.Count(report.Findings.Count, "finding")}, the most severe first:");
        foreach (var finding in report.Findings)
        {
            WriteFinding(console, report, finding, verbose);
        }
    }

    private static string Range(SizeRange range) =>
        range.Min == range.Max ? $"{range.Min}" : $"{range.Min} to {range.Max} (median {range.Median})";

    private static void WriteClasses(CommandConsole console, AuditReport report, bool verbose)
    {
        (string Name, Func<AuditedClass, int> Count)[] columns =
        [
            .. new (string Name, Func<AuditedClass, int> Count)[]
            {
                ("images", counted => counted.Unassigned),
                ("train", counted => counted.Train),
                ("validation", counted => counted.Validation),
                ("test", counted => counted.Test),
                ("unusable", counted => counted.Unreadable),
            }.Where(column => report.Classes.Any(counted => column.Count(counted) > 0)),
        ];
        var table = ReportTables.CreateTable(["class", .. columns.Select(column => column.Name)]);
        var shown = verbose ? report.Classes.Count : Math.Min(ClassesShown, report.Classes.Count);
        foreach (var counted in report.Classes.Take(shown))
        {
            table.AddRow([ReportTables.Cell(counted.Name), .. columns.Select(column => ReportTables.Cell($"{column.Count(counted)}"))]);
        }

        console.Write(table);
        if (shown < report.Classes.Count)
        {
            console.WriteLine($"  ... and {report.Classes.Count - shown} more; --verbose lists all");
        }
    }

    private static void WriteFinding(CommandConsole console, AuditReport report, AuditFinding finding, bool verbose)
    {
        console.WriteLine(DisplayText.OneLine(ApiWords.Translate(finding.ToString())));
        foreach (var path in verbose ? finding.Paths : finding.Paths.Take(FilesShown))
        {
            console.WriteLine($"    {DisplayText.OneLine(Short(report.Listing, path))}");
        }

        if (!verbose && finding.Paths.Count > FilesShown)
        {
            console.WriteLine($"    ... and {finding.Paths.Count - FilesShown} more; --verbose lists all");
        }
    }

    private static string Short(ImageDataset listing, string path) =>
        listing.Root.Length > 0 && Path.IsPathFullyQualified(path) ? Path.GetRelativePath(listing.Root, path) : path;
}
