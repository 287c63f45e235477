using System.Globalization;

namespace MlNetCnn.Diagnostics;

/// <summary>Renders the feature maps of a network for an image as a contact sheet, a PNG.</summary>
public static class FeatureMapSheet
{
    private const int InputSize = 224;
    private const int MapSize = 112;
    private const int FilterSize = 48;
    private const int PerRow = 8;
    private const int FiltersPerRow = 16;

    /// <summary>Renders the sheet.</summary>
    /// <param name="title">The title at the top.</param>
    /// <param name="pixels">The image as the network sees it, CHW, float32, RGB 0..255, as returned by <see cref="ImageNetwork.ReadPixels"/>.</param>
    /// <param name="network">The network.</param>
    /// <param name="reader">The source of the filters and stages.</param>
    /// <param name="layers">The maps of each layer, as returned by <paramref name="reader"/> for these pixels.</param>
    /// <param name="mapCount">The maximum number of maps per layer, at least 1; those with the highest variance are shown.</param>
    /// <returns>The content of a PNG file.</returns>
    /// <exception cref="ArgumentException">The pixels are not of the network's input size.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mapCount"/> is below 1.</exception>
    public static byte[] Render(
        string title, float[] pixels, ImageNetwork network, FeatureMaps reader, IReadOnlyList<FeatureMapGrid> layers, int mapCount)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfLessThan(mapCount, 1);
        if (pixels.Length != 3 * network.InputWidth * network.InputHeight)
        {
            throw new ArgumentException($"expected {3 * network.InputWidth * network.InputHeight} values, received {pixels.Length}", nameof(pixels));
        }

        using var sheet = new ContactSheet();
        sheet.AddText(title, ContactSheet.HeadingSize);
        sheet.AddGrid(
            [new SheetCell(
                SheetImages.Fit(SheetImages.OfPixels(pixels, network.InputWidth, network.InputHeight), InputSize),
                Text($"network input: {network.InputWidth} x {network.InputHeight}"))], 1);
        if (reader.Filters is { } filters)
        {
            AddFilters(sheet, filters, mapCount);
        }

        foreach (var layer in layers)
        {
            AddMaps(sheet, layer, Heading(layer, reader.Stages), mapCount);
        }

        sheet.AddText("Each map is scaled from its minimum, dark, to its maximum, bright:");
        sheet.AddGrid([new SheetCell(SheetImages.Scale(InputSize, 12), "minimum ... maximum")], 1);
        return sheet.ToPng();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Heading(FeatureMapGrid layer, IReadOnlyList<NetworkStage> stages)
    {
        var stage = stages.Index().Where(s => s.Item.EndTensor == layer.Tensor).Select(s => Text($"End of stage {s.Index + 1} of {stages.Count}: "))
            .FirstOrDefault("");
        return Text($"{stage}{layer.Channels} maps of {layer.Width} x {layer.Height}, tensor {layer.Tensor}");
    }

    private static void AddFilters(ContactSheet sheet, ConvolutionFilters filters, int max)
    {
        var count = Math.Min(filters.Count, 2 * max);
        var shown = count < filters.Count ? Text($", the first {count}") : "";
        var colors = filters.Channels == 3 ? "; gray is a weight of 0" : "";
        sheet.AddText(Text($"Filters of the first convolution: {filters.Count} of {filters.Width} x {filters.Height}{shown}{colors}"),
            ContactSheet.HeadingSize);
        sheet.AddGrid([.. Enumerable.Range(0, count).Select(i => new SheetCell(SheetImages.OfFilter(filters, i, FilterSize), []))], FiltersPerRow);
    }

    private static void AddMaps(ContactSheet sheet, FeatureMapGrid layer, string heading, int max)
    {
        // Of hundreds of maps, most are flat for any single image.
        var chosen = Enumerable.Range(0, layer.Channels).OrderByDescending(channel => Variance(layer, channel)).Take(max).ToList();
        var shown = chosen.Count < layer.Channels ? Text($"; the {chosen.Count} that vary most") : "";
        sheet.AddText(heading + shown, ContactSheet.HeadingSize);
        sheet.AddGrid([.. chosen.Select(channel => new SheetCell(SheetImages.OfMap(layer, channel, MapSize), Text($"map {channel}")))], PerRow);
    }

    private static double Variance(FeatureMapGrid layer, int channel)
    {
        double sum = 0, squares = 0;
        for (var y = 0; y < layer.Height; y++)
        {
            for (var x = 0; x < layer.Width; x++)
            {
                var value = layer.Values[channel, y, x];
                sum += value;
                squares += value * (double)value;
            }
        }

        var count = layer.Height * layer.Width;
        return (squares / count) - (sum / count * (sum / count));
    }
}
