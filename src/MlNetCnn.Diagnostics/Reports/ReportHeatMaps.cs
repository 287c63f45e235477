using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Draws, for the pictures of a report, which places spoke for the class that was predicted: <see cref="ReportContent.HeatMap"/>.</summary>
/// <remarks>Thread-safe if <paramref name="explain"/> is.</remarks>
/// <param name="network">The classifier.</param>
/// <param name="explain">Finds the heat map of a file, as <see cref="ClassActivationMapping"/> does, and <c>GradCam</c> of <c>MlNetCnn.Training</c>.</param>
public sealed class ReportHeatMaps(ImageNetwork network, Func<string, HeatMap> explain)
{
    private const int Size = 224;
    private const int JpegQuality = 80;

    /// <summary>Draws one picture.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A JPEG, the longer side of about 224 pixels: the picture without its colours under the heat in viridis; null where the file cannot be
    /// used any more.</returns>
    public byte[]? Render(string path)
    {
        try
        {
            var heat = explain(path);
            var thumbnail = Thumbnail.Read(path, Size, network.Decoder);
            using var image = thumbnail.DecodedImage;
            using var overlay = HeatOverlay.Render(thumbnail, heat, network.Input);
            using var data = overlay.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
            return data.ToArray();
        }
        catch (MlNetCnnException exception) when (exception.Kind == ErrorKind.Data)
        {
            return null;
        }
    }
}
