using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>The output folder of a comparison.</summary>
internal static class ComparisonFolder
{
    /// <summary>The name of the file with all results.</summary>
    public const string Figures = "comparison.json";

    /// <summary>The name of the file with the table.</summary>
    public const string Table = "comparison.md";

    /// <summary>Saves the package of a training.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="run">The training.</param>
    /// <param name="trained">The result.</param>
    /// <returns>The size of the package, in bytes.</returns>
    public static long Save(string folder, ComparedRun run, TrainedClassifier trained)
    {
        var path = Path.Combine(folder, FileName(run));
        trained.Save(path);
        return new FileInfo(path).Length;
    }

    /// <summary>Returns the file name of the package of a training, for example <c>finetune-stages-2-resnet18-30-per-class-seed-1.zip</c>.</summary>
    /// <param name="run">The training.</param>
    public static string FileName(ComparedRun run)
    {
        var count = run.ImagesPerClass is { } perClass ? string.Create(CultureInfo.InvariantCulture, $"-{perClass}-per-class") : "";
        var name = string.Concat(run.Candidate.Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"{name}{count}-seed-{run.Seed}.zip");
    }

    /// <summary>Writes the table as Markdown.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rows">The rows.</param>
    public static void WriteMarkdown(string folder, IReadOnlyList<ComparisonRow> rows) =>
        AtomicFile.WriteText(Path.Combine(folder, Table), writer => writer.Write(ComparisonTable.Markdown(rows)));
}
