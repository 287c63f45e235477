using System.Globalization;

namespace MlNetCnn.Diagnostics;

/// <summary>Draws photos and, beside each, the places that speak for a class, as a PNG; for one thread at a time.</summary>
public sealed class HeatMapSheet : IDisposable
{
    private const int ImageSize = 320;
    private const int ScaleHeight = 12;

    // From here on two photos stand in a row.
    private const int MinForTwo = 4;

    private readonly ImageNetwork _network;
    private readonly List<SheetCell> _cells = [];

    /// <summary>Begins a sheet.</summary>
    /// <param name="network">The network that the heat maps are of.</param>
    public HeatMapSheet(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
    }

    /// <summary>Adds a photo.</summary>
    /// <param name="path">The file.</param>
    /// <param name="heat">Its heat map.</param>
    /// <exception cref="MlNetCnnException">The file cannot be used; under the code that says why, for example <c>IMG_TRUNCATED</c>.</exception>
    public void Add(string path, HeatMap heat)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(heat);
        var thumbnail = Thumbnail.Read(path, ImageSize, _network.Decoder);
        using var image = thumbnail.DecodedImage;
        var isCold = heat.Values.Cast<float>().All(value => value == 0);
        _cells.Add(new SheetCell(
            HeatOverlay.Framed(thumbnail, _network.Input), Path.GetFileName(path), $"predicted: {heat.PredictedLabel}, {Percent(heat.PredictedProbability)}"));
        _cells.Add(new SheetCell(
            HeatOverlay.Render(thumbnail, heat, _network.Input),
            isCold ? $"nothing speaks for {heat.ClassName}, {Percent(heat.Probability)}" : $"speaks for {heat.ClassName}, {Percent(heat.Probability)}",
            heat.Method));
    }

    /// <summary>Draws the photos that were added, and begins a new sheet.</summary>
    /// <param name="title">What stands on top.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public byte[] ToPng(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        using var sheet = new ContactSheet();
        sheet.AddText(title, ContactSheet.HeadingSize);
        sheet.AddGrid([.. _cells], _cells.Count / 2 < MinForTwo ? 2 : 4);
        _cells.Clear();
        sheet.AddGrid([new SheetCell(SheetImages.Scale(ImageSize, ScaleHeight), "no evidence ... the strongest in this photo")], 1);
        sheet.AddText("A dashed frame shows how much of a photo the network sees; the rest is pale in the heat map.");
        return sheet.ToPng();
    }

    /// <inheritdoc/>
    public void Dispose() => _cells.ForEach(cell => cell.DecodedImage.Dispose());

    private static string Percent(float probability) => string.Create(CultureInfo.InvariantCulture, $"{probability * 100:F1} %");
}
