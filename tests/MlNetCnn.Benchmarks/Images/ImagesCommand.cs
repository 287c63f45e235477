using System.CommandLine;
using System.Globalization;

namespace MlNetCnn.Benchmarks;

/// <summary><c>images</c>: creates the images for comparing versions and resize methods.</summary>
internal static class ImagesCommand
{
    public static Command Create()
    {
        var mosaics = new Option<int>("--mosaics") { Description = "Number of large images to make from tiles of one class" };
        var small = new Option<int>("--small") { Description = "Number of images to reduce to 32 to 128 pixels" };
        var stripes = new Option<bool>("--stripes") { Description = "Make stripes and zone plates" };
        var from = new Option<string>("--from") { Description = "Folder of images with a folder per class" };
        var output = new Option<string>("--output") { Description = "Folder to write to", Required = true };
        var size = new Option<string>("--size") { Description = "Size of the mosaics", DefaultValueFactory = _ => "4000x3000" };
        var command = new Command("images", "Creates images for comparing versions; the same ones each time.")
        {
            mosaics, small, stripes, from, output, size,
        };
        command.SetAction(result => Run(
            result.GetValue(mosaics),
            result.GetValue(small),
            result.GetValue(stripes),
            result.GetValue(from),
            result.GetRequiredValue(output),
            result.GetRequiredValue(size)));
        return command;
    }

    private static int Run(int mosaics, int small, bool stripes, string? from, string output, string size)
    {
        if (mosaics <= 0 && small <= 0 && !stripes)
        {
            throw new BenchmarkException("nothing to create: specify --mosaics, --small or --stripes");
        }

        if (mosaics > 0 || small > 0)
        {
            var classes = new ClassFolders(from ?? throw new BenchmarkException("--from is required for mosaics and small images"));
            var (width, height) = Size(size);
            Mosaics.Write(classes, output, mosaics, width, height);
            SmallImages.Write(classes, output, small);
            Console.WriteLine($"{mosaics} mosaics and {small} small images in {output}");
        }

        if (stripes)
        {
            Console.WriteLine($"{Stripes.Write(output)} patterns in {output}");
        }

        return 0;
    }

    private static (int Width, int Height) Size(string text)
    {
        var parts = text.Split('x');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && width > 0 && height > 0
            ? (width, height)
            : throw new BenchmarkException($"'{text}' is not a size, for example 4000x3000");
    }
}
