using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MlNetCnn.Diagnostics;

/// <summary>Creates the charts of a report.</summary>
internal static class ReportCharts
{
    private static readonly OxyColor Blue = OxyColor.FromUInt32(0xFF000000u | ReportColors.Blue);
    private static readonly OxyColor Vermillion = OxyColor.FromUInt32(0xFF000000u | ReportColors.Vermillion);
    private static readonly OxyColor Grid = OxyColor.FromRgb(0xE1, 0xE4, 0xE8);
    private static readonly OxyColor Gray = OxyColor.FromRgb(0x57, 0x60, 0x6A);

    // The exporter measures text in a narrower font than most systems show.
    private const double TitleDistance = 18;
    private static readonly double[] Dashes = [7, 5];

    /// <summary>Creates a chart of one or two metrics by epoch; NaN and infinite values leave gaps.</summary>
    /// <param name="history">The epochs.</param>
    /// <param name="bestEpoch">The epoch whose weights were kept, which is marked.</param>
    /// <param name="lines">The values of the lines; the first line is solid with dots, the second dashed with squares.</param>
    public static PlotModel Curves(IReadOnlyList<EpochRecord> history, int bestEpoch, params Func<EpochRecord, double>[] lines)
    {
        var model = new PlotModel { Padding = new OxyThickness(2 * TitleDistance, 8, 8, 8) };
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom, Title = "epoch", AxisTitleDistance = TitleDistance / 2, MinimumMajorStep = 1, MinorTickSize = 0,
            TickStyle = TickStyle.Outside,
            Minimum = history[0].Epoch - 0.3, Maximum = history[^1].Epoch + 0.3,
        });
        model.Axes.Add(Vertical(null));
        (OxyColor Color, double[]? Dashes, MarkerType Marker)[] looks = [(Blue, null, MarkerType.Circle), (Vermillion, Dashes, MarkerType.Square)];
        foreach (var (value, (color, dashes, marker)) in lines.Zip(looks))
        {
            var series = new LineSeries { Color = color, Dashes = dashes, MarkerType = marker, MarkerSize = history.Count > 40 ? 0 : 3, MarkerFill = color };
            series.Points.AddRange(history.Select(record => new DataPoint(record.Epoch, value(record))));
            model.Series.Add(series);
        }

        model.Annotations.Add(new LineAnnotation
        {
            Type = LineAnnotationType.Vertical, X = bestEpoch, Color = Gray, LineStyle = LineStyle.Dot, Text = "kept", TextColor = Gray,
            TextOrientation = AnnotationTextOrientation.Horizontal,
            TextHorizontalAlignment = bestEpoch > history[^1].Epoch / 2 ? HorizontalAlignment.Right : HorizontalAlignment.Left,
            TextVerticalAlignment = VerticalAlignment.Top, TextLinePosition = 1,
        });
        return model;
    }

    /// <summary>Creates a reliability diagram: accuracy by confidence.</summary>
    /// <param name="diagram">The bins.</param>
    public static PlotModel Reliability(ReliabilityDiagram diagram)
    {
        var model = new PlotModel();
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "confidence", AxisTitleDistance = TitleDistance / 2, Minimum = 0, Maximum = 1,
            MajorStep = 0.2, MinorTickSize = 0 });
        var accuracy = Vertical("accuracy");
        (accuracy.Minimum, accuracy.Maximum, accuracy.MajorStep) = (0, 1, 0.2);
        model.Axes.Add(accuracy);
        var bars = new RectangleBarSeries { FillColor = OxyColor.FromAColor(150, Blue), StrokeColor = Blue, StrokeThickness = 1 };
        foreach (var bin in diagram.Bins.Where(bin => bin.Count > 0))
        {
            bars.Items.Add(new RectangleBarItem(bin.Low, 0, bin.High, bin.Accuracy));
        }

        model.Series.Add(bars);
        var diagonal = new LineSeries { Color = Vermillion, Dashes = Dashes, StrokeThickness = 2 };
        diagonal.Points.AddRange([new DataPoint(0, 0), new DataPoint(1, 1)]);
        model.Series.Add(diagonal);
        return model;
    }

    private static LinearAxis Vertical(string? title) => new()
    {
        Position = AxisPosition.Left, Title = title, MinorTickSize = 0, MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = Grid,
        AxisTitleDistance = TitleDistance, MinimumPadding = 0.07,
        MaximumPadding = 0.07,
    };
}
