namespace MlNetCnn.Diagnostics;

/// <summary>Writes loss, metrics and learning rate by epoch.</summary>
internal static class CurvesPart
{
    /// <summary>Writes the charts, or nothing if there are fewer than two epochs.</summary>
    public static void Write(HtmlWriter html, ReportContent content, SvgChart charts)
    {
        var history = content.History;
        if (history.Count < 2)
        {
            return;
        }

        html.BeginSection("curves", "Learning curves");
        var start = content.Card?.Network is null ? "the head on frozen features" : "random weights";
        html.Paragraph(
            content.BestEpoch == 0 && history[0].Epoch == 0
                ? $"Epoch 0 is {start}. No later epoch was better on the validation images, so it was kept."
                : $"The weights of epoch {content.BestEpoch} were kept." + (history[0].Epoch == 0 ? $" Epoch 0 is {start}." : ""));
        html.Markup("<div class=\"charts\">");
        Chart("Loss, in nats", "Training loss and validation loss by epoch", ("training", record => record.TrainingLoss),
            ("validation", record => record.ValidationLoss));
        if (history.Any(record => double.IsFinite(record.ValidationAccuracy)))
        {
            Chart(
                "On the validation images, 0 to 1", "Validation accuracy and macro F1 by epoch",
                ("accuracy", record => record.ValidationAccuracy), ("macro F1", record => record.ValidationMacroF1));
        }

        Chart(content.Card?.Network is null ? "Learning rate of the head" : "Learning rate", "Learning rate by epoch",
            ("learning rate", record => record.LearningRate));
        html.Markup("</div>\n<details><summary>Values</summary>");
        html.Table(new ReportTable(
            ["epoch", "training loss", "validation loss", "accuracy", "macro F1", "learning rate", "seconds"],
            [.. history.Select(record => (IReadOnlyList<ReportCell>)
            [
                record.Epoch == content.BestEpoch ? $"{record.Epoch}, kept" : $"{record.Epoch}", Number(record.TrainingLoss), Number(record.ValidationLoss),
                ReportCell.Number(DisplayText.Percent(record.ValidationAccuracy)), ReportCell.Number(DisplayText.Percent(record.ValidationMacroF1)),
                ReportCell.Number(FormattableString.Invariant($"{record.LearningRate:0.##E+0}")),
                ReportCell.Number(FormattableString.Invariant($"{record.Seconds:F1}")),
            ])]));
        html.Markup("</details>");
        html.EndSection();

        void Chart(string title, string description, params (string Name, Func<EpochRecord, double> Value)[] lines)
        {
            lines = [.. lines.Where(line => history.Any(record => double.IsFinite(line.Value(record))))];

            // The exporter would clip its own legend: it assumes narrower text than most systems show.
            var legend = lines.Length == 1 ? "" : "<div class=\"legend\">" + string.Concat(lines.Select(line => $"<span>{line.Name}</span> ")) + "</div>";
            var svg = charts.Render(ReportCharts.Curves(history, content.BestEpoch, [.. lines.Select(line => line.Value)]), description);
            html.Markup($"<figure><figcaption>{title}</figcaption>{legend}{svg}</figure>");
        }
    }

    private static ReportCell Number(double value) => ReportCell.Number(double.IsFinite(value) ? DisplayText.Figure(value) : "-");
}
