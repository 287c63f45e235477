namespace MlNetCnn.Cli;

/// <summary>The images that come with the program.</summary>
internal static class DemoImages
{
    /// <summary>The table of the images, with class, split, group, designer and license of each.</summary>
    /// <exception cref="MlNetCnnException">They are not beside the program.</exception>
    public static string Find()
    {
        var table = Path.Combine(AppContext.BaseDirectory, "datasets", "emoji", "images.csv");
        return File.Exists(table)
            ? table
            : throw new MlNetCnnException(
                ErrorKind.Environment, ToolErrorCodes.DemoImagesMissing, "the images of the demo are not beside the program",
                expected: table, fix: "build or install the program anew");
    }
}
