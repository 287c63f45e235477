using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Renders heat maps of the predicted class for the images of a report: <see cref="ReportContent.HeatMap"/>.</summary>
/// <remarks>Thread-safe if <paramref name="explain"/> is.</remarks>
/// <param name="network">The classifier.</param>
/// <param name="explain">Computes the heat map of a file, as <see cref="ClassActivationMapping"/> and <c>GradCam</c> of <c>MlNetCnn.Training</c> do.</param>
public sealed class ReportHeatMaps(ImageNetwork network, Func<string, HeatMap> explain)
{
    private const int Size = 224;
    private const int JpegQuality = 80;

    /// <summary>Renders the heat map of an image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A JPEG with a longer side of about 224 pixels: the image in grayscale under the heat map in viridis; null if the file can no longer be
    /// used.</returns>
    public byte[]? Render(string path)
    {
        try
        {
            var heat = explain(path);
            var thumbnail = Thumbnail.Read(path, Size, network.Decoder);
            using var image = thumbnail.Bitmap;
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
