using System.CommandLine;

namespace MlNetCnn.Benchmarks;

/// <summary>The shared options of the commands that compare with plain ML.NET.</summary>
internal static class StockOptions
{
    public static Option<string> Model(string name = "--model") =>
        new(name) { Description = "A package that MlNetCnn saved, .zip", Required = true };

    public static Option<string> Images() =>
        new("--images") { Description = "A folder of images, or a text file with one path per line", Required = true };
}
