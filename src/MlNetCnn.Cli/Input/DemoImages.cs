namespace MlNetCnn.Cli;

/// <summary>The bundled images.</summary>
internal static class DemoImages
{
    /// <summary>Returns the table of the images, with their class, split, group, designer and license.</summary>
    /// <exception cref="MlNetCnnException">They are not in the folder of the program.</exception>
    public static string Find()
    {
        var table = Path.Combine(AppContext.BaseDirectory, "datasets", "emoji", "images.csv");
        return File.Exists(table)
            ? table
            : throw new MlNetCnnException(
                ErrorKind.Environment, ToolErrorCodes.DemoImagesMissing, "the images of the demo are missing",
                expected: table, fix: "rebuild or reinstall the program");
    }
}
