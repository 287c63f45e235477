using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws two channels that become one vector.</summary>
internal static class FlattenFigure
{
    private const double Cell = 34;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            610, 150, "Flatten", "A feature map of 2 channels of 2x2 becomes a vector of 8 numbers: channel by channel, row by row.");
        string[] fills = [Palette.PaleOrange, Palette.PaleBlue];
        foreach (var (i, channel) in Channels.Index())
        {
            var drawn = new GridDrawing(channel, 24 + (i * 110), 50, Cell);
            drawn.Draw(svg, (_, _, _) => fills[i]);
            svg.Text(drawn.MiddleX, drawn.Bottom + 18, $"channel {i}", 12, color: Palette.Quiet);
        }

        svg.Arrow(216, 84, 284, 84);
        svg.Text(250, 74, "Flatten()", 12, bold: true);
        var vector = new GridDrawing(Grid.Create(1, Flattened.Count, (_, column) => Flattened[column]), 300, 67, Cell);
        vector.Draw(svg, (_, _, column) => fills[column / Channels[0].Flat.Length]);
        svg.Text(368, vector.Bottom + 18, "channel 0", 12, color: Palette.Quiet);
        svg.Text(504, vector.Bottom + 18, "channel 1", 12, color: Palette.Quiet);
        svg.Text(24, 30, $"feature map, [2, 2, 2]", 13, "start", bold: true);
        svg.Text(300, 52, $"vector, [{Flattened.Count}]", 13, "start", bold: true);
        return svg.ToString();
    }
}
