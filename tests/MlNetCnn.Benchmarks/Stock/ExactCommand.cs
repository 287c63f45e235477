using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn.Benchmarks;

/// <summary>
/// <c>stock-exact</c>: compares the pixels that a package's network sees with an exact triangle filter of the whole image, under both
/// versions of plain ML.NET, next to those of a package that leaves resizing to ML.NET.
/// </summary>
internal static class ExactCommand
{
    public static Command Create()
    {
        var model = StockOptions.Model();
        var other = StockOptions.Model("--other");
        var images = StockOptions.Images();
        var command = new Command("stock-exact", "Compares the pixels of two packages with an exact filter, on square images.") { model, other, images };
        command.SetAction(result => Run(result.GetRequiredValue(model), result.GetRequiredValue(other), result.GetRequiredValue(images)));
        return command;
    }

    private static int Run(string model, string other, string folderOrList)
    {
        using var images = new ImageSet(folderOrList);
        var columns = new[] { model, other }.SelectMany(path => StockVersion.All.Select(version => Errors(path, version, images))).ToArray();
        var sides = images.Paths.Select(path => SKBitmap.DecodeBounds(path).Width).ToArray();
        var input = ModelFile.Read(model).Card.Input;
        Console.WriteLine($"mean absolute difference from an exact triangle filter, 0..255; first {Path.GetFileName(model)}, then {Path.GetFileName(other)}");
        Console.WriteLine("reduction  images   5.0.1   6.0.0 |  5.0.1   6.0.0");
        foreach (var group in Enumerable.Range(0, sides.Length).GroupBy(i => sides[i]).OrderBy(group => group.Key))
        {
            var means = columns.Select(errors => group.Average(i => errors[i])).ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(double)group.Key / input.Width,9:0.00}  {group.Count(),6}  {means[0],6:0.00}  {means[1],6:0.00} | {means[2],6:0.00}  {means[3],6:0.00}"));
        }

        return 0;
    }

    private static double[] Errors(string model, StockVersion version, ImageSet images)
    {
        var input = ModelFile.Read(model).Card.Input;
        var file = images.File($"{version.Project}.bin");
        version.Run("column", model, MlNetImages.OutputColumn(input), images.List, file);
        using var stream = File.OpenRead(file);
        var drawn = new float[3 * input.DrawnSize.Width * input.DrawnSize.Height];
        return [.. images.Paths.Select(path =>
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(drawn.AsSpan()));
            var seen = input.IsReduced ? Reduce(drawn, input) : drawn;
            return Exact(path, input).Zip(seen, (e, s) => Math.Abs(e - s)).Average();
        })];
    }

    private static float[] Exact(string path, ImageInput input)
    {
        using var decoded = SKBitmap.Decode(path);
        using var bitmap = decoded.Copy(SKImageInfo.PlatformColorType);
        using var pixels = bitmap.PeekPixels();
        return Reduce(pixels, input);
    }

    private static float[] Reduce(float[] drawn, ImageInput input)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(input.DrawnSize.Width, input.DrawnSize.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var words = MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan());
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = 0xFF000000 | (uint)drawn[3 * i] | ((uint)drawn[(3 * i) + 1] << 8) | ((uint)drawn[(3 * i) + 2] << 16);
        }

        using var pixels = bitmap.PeekPixels();
        return Reduce(pixels, input);
    }

    private static float[] Reduce(SKPixmap pixels, ImageInput input)
    {
        using var resizer = new ImageResizer(new ImageInput(input.Width, input.Height, ResizeMode.Crop, ResizeFactor.Max));
        var planes = new float[input.PixelValueCount];
        resizer.Reduce(pixels, planes);
        return planes;
    }
}
