namespace MlNetCnn.Cli;

/// <summary>The photos that come with the program.</summary>
internal static class DemoPhotos
{
    /// <summary>The table of the photos, with their classes, parts and photographers.</summary>
    /// <exception cref="MlNetCnnException">They are not beside the program.</exception>
    public static string Find()
    {
        var table = Path.Combine(AppContext.BaseDirectory, "datasets", "flowers", "photos.csv");
        return File.Exists(table)
            ? table
            : throw new MlNetCnnException(
                FaultKind.Environment, "DEMO_PHOTOS_MISSING", "the photos of the demo are not beside the program",
                expected: table, fix: "build or install the program anew");
    }
}
