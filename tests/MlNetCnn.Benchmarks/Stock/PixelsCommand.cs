using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MlNetCnn.Benchmarks;

/// <summary><c>stock-pixels</c>: compares a column of a package, such as the pixels that its network sees, between versions.</summary>
internal static class PixelsCommand
{
    public static Command Create()
    {
        var model = StockOptions.Model();
        var column = new Option<string>("--column") { Description = "A column of the package; '?' lists them", Required = true };
        var images = StockOptions.Images();
        var command = new Command("stock-pixels", "Compares a column of a package between both versions of plain ML.NET.")
        {
            model, column, images,
        };
        images.Required = false;
        command.SetAction(result => Run(result.GetRequiredValue(model), result.GetRequiredValue(column), result.GetValue(images)));
        return command;
    }

    private static int Run(string model, string column, string? folderOrList)
    {
        if (column == "?")
        {
            Console.Write(StockVersion.Highest.Run("column", model, column));
            return 0;
        }

        using var images = new ImageSet(folderOrList ?? throw new BenchmarkException("--images is required to compare a column"));
        string[] files = [.. StockVersion.All.Select(version => images.File($"{version.Project}.bin"))];
        foreach (var (version, file) in StockVersion.All.Zip(files))
        {
            version.Run("column", model, column, images.List, file);
        }

        var difference = Compare(files[0], files[1]);
        Console.WriteLine($"{Path.GetFileName(model)}, column {column}, {images.Paths.Length} images of {folderOrList}");
        Console.WriteLine("pair              values/image  mean abs diff   max diff  differ %  by more than 8 %");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{StockVersion.Lowest.Name} - {StockVersion.Highest.Name}  "
            + $"{difference.Values / images.Paths.Length,15}  {difference.Mean,13:0.00000}  {difference.Max,9:0.0000}  "
            + $"{100 * difference.Differ,8:0.00}  {100 * difference.Far,16:0.00}"));
        return 0;
    }

    private static Difference Compare(string first, string second)
    {
        using var a = File.OpenRead(first);
        using var b = File.OpenRead(second);
        if (a.Length != b.Length)
        {
            throw new BenchmarkException($"the versions return {a.Length} and {b.Length} bytes");
        }

        var (left, right) = (new float[65536], new float[65536]);
        var (sum, max, differ, far) = (0.0, 0.0, 0L, 0L);
        for (var rest = a.Length / sizeof(float); rest > 0; rest -= left.Length)
        {
            var count = (int)Math.Min(rest, left.Length);
            a.ReadExactly(MemoryMarshal.AsBytes(left.AsSpan(0, count)));
            b.ReadExactly(MemoryMarshal.AsBytes(right.AsSpan(0, count)));
            for (var i = 0; i < count; i++)
            {
                var apart = Math.Abs((double)left[i] - right[i]);
                sum += apart;
                max = Math.Max(max, apart);
                differ += apart > 0 ? 1 : 0;
                far += apart > 8 ? 1 : 0;
            }
        }

        var values = a.Length / sizeof(float);
        return new Difference(values, sum / values, max, (double)differ / values, (double)far / values);
    }

    private sealed record Difference(long Values, double Mean, double Max, double Differ, double Far);
}
