namespace CnnStepByStep;

/// <summary>Draws the error on ImageNet by year, from AlexNet to SENet.</summary>
internal static class TimelineFigure
{
    private const double Left = 70;
    private const double Bottom = 270;
    private const double YearWidth = 110;
    private const double PercentHeight = 14;
    private const int FirstYear = 2012;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            720, 320, "ImageNet top-5 error by year",
            $"The error fell from year to year: {string.Join(", ", ImageNetResult.All.Select(r => $"{r.Name} {r.Year} {Numbers.Short(r.Error)} %"))}.");
        svg.Text(Left - 46, 30, "ImageNet, top-5 error on the test images", 14, "start", bold: true);
        foreach (var percent in new[] { 0, 5, 10, 15 })
        {
            svg.Line([(Left, Y(percent)), (Left + (5.6 * YearWidth), Y(percent))], percent == 0 ? Palette.Quiet : Palette.Edge, 1);
            svg.Text(Left - 8, Y(percent) + 4, $"{percent} %", 12, "end", Palette.Quiet);
        }

        for (var year = FirstYear; year <= 2017; year++)
        {
            svg.Text(X(year), Bottom + 22, $"{year}", 12, color: Palette.Quiet);
        }

        svg.Line(ImageNetResult.All.Where(r => r.Name != "VGG").Select(r => (X(r.Year), Y(r.Error))), Palette.Blue, 2);
        foreach (var result in ImageNetResult.All)
        {
            svg.Circle(X(result.Year), Y(result.Error), 5, result.Name == "VGG" ? Palette.Vermilion : Palette.Blue);
            var (x, y, anchor) = result.Name switch
            {
                "AlexNet" => (12, 5, "start"),
                "GoogLeNet" => (-8, 18, "end"),
                "SENet" => (0, -12, "middle"),
                _ => (8, -10, "start"),
            };
            svg.Text(X(result.Year) + x, Y(result.Error) + y, $"{result.Name} {Numbers.Short(result.Error)} %", 13, anchor, bold: true);
        }

        return svg.ToString();
    }

    private static double X(int year) => Left + 24 + ((year - FirstYear) * YearWidth);

    private static double Y(double percent) => Bottom - (percent * PercentHeight);
}
