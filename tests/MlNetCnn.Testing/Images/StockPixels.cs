using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetCnn.Testing;

/// <summary>
/// Decodes a file with ML.NET's own image transformers and the filter of the graph after them: the slow, obvious reference for
/// <see cref="ImageDecoder"/>.
/// </summary>
internal static class StockPixels
{
    public static float[] Read(string path, int width, int height, ResizeMode mode) => Read(path, new ImageInput(width, height, mode, ResizeFactor.Min));

    public static float[] Read(string path, ImageInput input)
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new Row { ImagePath = path }]);
        var pixels = MlNetImages.FromPaths(ml, "ImagePath", input).Fit(data).Transform(data);
        var column = MlNetImages.OutputColumn(input);
        return input.IsReduced ? Reduce(pixels.GetColumn<byte[]>(column).Single(), input) : pixels.GetColumn<float[]>(column).Single();
    }

    /// <summary>ML.NET rounds an intermediate result that is one sum here, so a pixel may differ by one gray level.</summary>
    public static void AssertNear(float[] mlNet, float[] actual)
    {
        Assert.Equal(mlNet.Length, actual.Length);
        Assert.All(mlNet.Zip(actual, (s, a) => Math.Abs(s - a)), difference => Assert.InRange(difference, 0, 1));
    }

    private static float[] Reduce(byte[] drawn, ImageInput input)
    {
        var (width, height) = (input.DrawnSize.Width, input.DrawnSize.Height);
        var down = new AxisReduction(height, input.Height, input.Filter);
        var across = new AxisReduction(width, input.Width, input.Filter);
        var pixels = new float[input.PixelValueCount];
        for (var channel = 0; channel < 3; channel++)
        {
            var rows = new double[input.Height, width];
            for (var y = 0; y < input.Height; y++)
            {
                foreach (var (j, weight) in down.Weights(y).ToArray().Index())
                {
                    for (var x = 0; x < width; x++)
                    {
                        rows[y, x] += weight * drawn[((((down.First(y) + j) * width) + x) * 3) + channel];
                    }
                }
            }

            for (var x = 0; x < input.Width; x++)
            {
                foreach (var (i, weight) in across.Weights(x).ToArray().Index())
                {
                    for (var y = 0; y < input.Height; y++)
                    {
                        pixels[(channel * input.Width * input.Height) + (y * input.Width) + x] += (float)(weight * rows[y, across.First(x) + i]);
                    }
                }
            }
        }

        return pixels;
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }
}
