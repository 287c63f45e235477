using System.Globalization;

namespace MlNetCnn.Diagnostics;

/// <summary>Renders images with heat maps of the evidence for a class next to them, as a PNG. Not thread-safe.</summary>
public sealed class HeatMapSheet : IDisposable
{
    private const int ImageSize = 320;
    private const int ScaleHeight = 12;

    // From this number of images on, two images are placed in a row.
    private const int MinForTwo = 4;

    private readonly ImageNetwork _network;
    private readonly List<SheetCell> _cells = [];

    /// <summary>Creates an empty sheet.</summary>
    /// <param name="network">The network that the heat maps belong to.</param>
    public HeatMapSheet(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
    }

    /// <summary>Adds an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="heat">The heat map of the image.</param>
    /// <exception cref="MlNetCnnException">The file cannot be used; the code gives the reason, for example <c>IMG_TRUNCATED</c>.</exception>
    public void Add(string path, HeatMap heat)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(heat);
        var thumbnail = Thumbnail.Read(path, ImageSize, _network.Decoder);
        using var image = thumbnail.Bitmap;
        var isCold = heat.Values.Cast<float>().All(value => value == 0);
        _cells.Add(new SheetCell(
            HeatOverlay.Framed(thumbnail, _network.Input), Path.GetFileName(path), $"predicted: {heat.PredictedLabel}, {Percent(heat.PredictedProbability)}"));
        _cells.Add(new SheetCell(
            HeatOverlay.Render(thumbnail, heat, _network.Input),
            isCold ? $"no evidence for {heat.ClassName}, {Percent(heat.Probability)}" : $"evidence for {heat.ClassName}, {Percent(heat.Probability)}",
            heat.Method));
    }

    /// <summary>Renders the images that were added, and starts a new sheet.</summary>
    /// <param name="title">The title at the top.</param>
    /// <returns>The content of a PNG file.</returns>
    public byte[] ToPng(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        using var sheet = new ContactSheet();
        sheet.AddText(title, ContactSheet.HeadingSize);
        sheet.AddGrid([.. _cells], _cells.Count / 2 < MinForTwo ? 2 : 4);
        _cells.Clear();
        sheet.AddGrid([new SheetCell(SheetImages.Scale(ImageSize, ScaleHeight), "no evidence ... strongest evidence in this image")], 1);
        sheet.AddText("A dashed frame shows the region of an image that the network sees; the rest is pale in the heat map.");
        return sheet.ToPng();
    }

    /// <inheritdoc/>
    public void Dispose() => _cells.ForEach(cell => cell.Bitmap.Dispose());

    private static string Percent(float probability) => string.Create(CultureInfo.InvariantCulture, $"{probability * 100:F1} %");
}
