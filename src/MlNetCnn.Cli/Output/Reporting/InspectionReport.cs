using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Writes the description of an ONNX file.</summary>
internal static class InspectionReport
{
    private const int ShownOperators = 6;

    /// <summary>Writes the description.</summary>
    /// <param name="console">Receives the text.</param>
    /// <param name="inspection">The description.</param>
    /// <param name="verbose">Whether all operators are listed.</param>
    public static void Write(CommandConsole console, BackboneInspection inspection, bool verbose)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn("").NoWrap());
        table.AddColumn(new TableColumn("").NoWrap());
        foreach (var (name, value) in Rows(inspection, verbose))
        {
            table.AddRow(ReportTables.Cell(name), ReportTables.Cell(value));
        }

        console.Write(table);
        if (inspection.FeatureNote is { } note)
        {
            console.WriteLine($"Note: {DisplayText.OneLine(note)}.");
        }

        if (inspection.Stages.Count > 0)
        {
            console.WriteLine();
            console.Write(Stages(inspection));
            console.WriteLine("To train the stages after a stage, use --unfreeze from:TENSOR with the tensor at its end.");
        }
    }

    private static IEnumerable<(string Name, string Value)> Rows(BackboneInspection inspection, bool verbose)
    {
        yield return ("file", $"{inspection.Path} ({DisplayText.Bytes(inspection.Bytes)})");
        yield return ("sha256", inspection.Sha256);
        yield return ("format", $"opset {inspection.Opset}, IR {inspection.IrVersion}{(inspection.Producer.Length > 0 ? $", by {inspection.Producer}" : "")}");
        foreach (var port in inspection.Inputs)
        {
            yield return ("input", $"{port}");
        }

        foreach (var port in inspection.Outputs)
        {
            yield return ("output", $"{port}");
        }

        yield return ("parameters", FormattableString.Invariant($"{inspection.ParameterCount:N0}"));
        yield return ("operators", Operators(inspection, verbose));
        if (inspection.UnsupportedOperators.Count > 0)
        {
            yield return ("unsupported", string.Join(", ", inspection.UnsupportedOperators));
        }

        yield return ("head", inspection.Head is { } head ? $"{head.Kind} '{head.Node}', {head.Classes} classes" : "none");
        if (inspection.FeatureCount is { } length)
        {
            yield return ("features", $"{length}, at tensor '{inspection.FeatureTensor}'");
            yield return ("image size", $"{inspection.InputWidth}x{inspection.InputHeight}");
        }

        foreach (var candidate in inspection.Candidates)
        {
            yield return ("candidate", $"{candidate}");
        }

        yield return ("usable", inspection.IsUsable ? "yes" : "no");
    }

    private static string Operators(BackboneInspection inspection, bool verbose)
    {
        var shown = verbose ? inspection.Operators.Count : ShownOperators;
        var text = string.Join(", ", inspection.Operators.Take(shown).Select(entry => $"{entry.Count} {entry.Operator}"));
        return inspection.Operators.Count > shown ? $"{text} and {inspection.Operators.Count - shown} more kinds" : text;
    }

    private static Table Stages(BackboneInspection inspection)
    {
        var table = ReportTables.CreateTable("stage", "height", "width", "channels", "layers", "parameters", "starts at", "ends at");
        foreach (var (i, stage) in inspection.Stages.Index())
        {
            table.AddRow(
                ReportTables.Cell($"{i + 1}"),
                ReportTables.Cell($"{stage.Height}"),
                ReportTables.Cell($"{stage.Width}"),
                ReportTables.Cell($"{stage.Channels}"),
                ReportTables.Cell($"{stage.LayerCount}"),
                ReportTables.Cell(DisplayText.Number(stage.ParameterCount)),
                ReportTables.Cell(stage.StartTensor),
                ReportTables.Cell(stage.EndTensor));
        }

        return table;
    }
}
