namespace StockRunner;

/// <summary>A text file with the path of an image on each line.</summary>
internal static class ImageList
{
    public static string[] Read(string path)
    {
        string[] images;
        try
        {
            images = [.. File.ReadLines(path).Where(line => line.Length > 0)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunnerException(RunnerException.Usage, $"cannot read the list '{path}': {exception.Message}", exception);
        }

        if (images.Length == 0)
        {
            throw new RunnerException(RunnerException.Usage, $"the list '{path}' names no image");
        }

        return Array.Find(images, image => !File.Exists(image)) is { } missing
            ? throw new RunnerException(RunnerException.Image, $"the image '{missing}' of the list '{path}' is not there")
            : images;
    }
}
