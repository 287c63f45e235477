using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Tests;

/// <summary>What ML.NET's own image transformers make of a file: the slow, obvious twin of <see cref="ImageDecoder"/>.</summary>
internal static class StockPixels
{
    public static float[] Read(string path, int width, int height, ResizeMode mode)
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new Row { ImagePath = path }]);
        var pixels = StockImages.FromPaths(ml, "image", "ImagePath", width, height, mode).Fit(data).Transform(data);
        return pixels.GetColumn<float[]>("image").Single();
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }
}
