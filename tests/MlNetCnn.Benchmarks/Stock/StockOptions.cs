using System.CommandLine;

namespace MlNetCnn.Benchmarks;

/// <summary>The options that the commands on stock ML.NET share.</summary>
internal static class StockOptions
{
    public static Option<string> Model(string name = "--model") =>
        new(name) { Description = "A package that MlNetCnn saved, .zip", Required = true };

    public static Option<string> Images() =>
        new("--images") { Description = "A folder of images, or a text file with the path of one on each line", Required = true };
}
