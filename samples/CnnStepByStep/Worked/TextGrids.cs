using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>The worked examples as blocks of text, which are in the tutorial under the same names.</summary>
internal static class TextGrids
{
    private static readonly string[] Operators = ["   *   ", "   =   "];

    /// <summary>All blocks by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["convolution-whole"] = SideBySide([("image", Image), ("filter", VerticalEdges), ("feature map", FeatureMap[0])], Operators),
        ["convolution-first"] = Window("first window", 0, 0),
        ["convolution-last"] = Window("last window", 2, 2),
        ["depth"] = Depth(),
        ["learning-step"] = Learning(),
    };

    private static string Window(string name, int row, int column)
    {
        var cut = Image.Cut(row, column, VerticalEdges.Height, VerticalEdges.Width);
        var block = SideBySide([(name, cut), ("filter", VerticalEdges), ("products", cut.Times(VerticalEdges))], Operators);
        return $"{block}   sum = {Numbers.Short(FeatureMap[0][row, column])}";
    }

    private static string Depth()
    {
        var terms = Colors.Zip(ColorSums, (color, sum) => $"{color.Name} {Numbers.Short(sum)}");
        return $"{string.Join("  +  ", terms)}  +  bias {Numbers.Short(ColorBias)}  =  {Numbers.Short(ColorResult)}";
    }

    private static string Learning()
    {
        var lines = new List<string> { "class    score before      target   gradient   score after" };
        foreach (var (i, name) in Classes.Index())
        {
            lines.Add($"{name,-6}{Numbers.Exact(Step.Before[i]),15}{(i == Step.RightClass ? 1 : 0),12}{Numbers.Exact(Step.Gradient[i]),11}{Numbers.Exact(Step.After[i]),14}");
        }

        lines.Add($"loss  {Numbers.Exact(Step.LossBefore),15}{Numbers.Exact(Step.LossAfter),37}");
        return string.Join('\n', lines);
    }

    // Titles in one line, the grids below, and an operator between them in the middle row.
    private static string SideBySide(IReadOnlyList<(string Title, Grid Grid)> grids, IReadOnlyList<string> operators)
    {
        var height = grids.Max(grid => grid.Grid.Height);
        int[] cells = [.. grids.Select(grid => grid.Grid.Flat.Max(value => Numbers.Short(value).Length))];
        int[] widths = [.. grids.Select((grid, i) => Math.Max(grid.Title.Length, (grid.Grid.Width * (cells[i] + 1)) - 1))];
        var lines = new List<string> { string.Join(new string(' ', operators[0].Length), grids.Select((grid, i) => grid.Title.PadRight(widths[i]))) };
        for (var row = 0; row < height; row++)
        {
            var line = "";
            for (var i = 0; i < grids.Count; i++)
            {
                var grid = grids[i].Grid;
                var own = row - ((height - grid.Height) / 2);
                var text = own < 0 || own >= grid.Height ? "" : string.Join(
                    ' ', Enumerable.Range(0, grid.Width).Select(column => Numbers.Short(grid[own, column]).PadLeft(cells[i])));
                var between = i == grids.Count - 1 ? "" : row == height / 2 ? operators[i] : new string(' ', operators[i].Length);
                line += text.PadRight(widths[i]) + between;
            }

            lines.Add(line);
        }

        return string.Join('\n', lines.Select(line => line.TrimEnd()));
    }
}
