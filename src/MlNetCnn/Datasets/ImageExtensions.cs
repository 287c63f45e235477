namespace MlNetCnn.Datasets;

/// <summary>The file names that a scan of a folder takes for pictures; what is in them is looked at when they are decoded.</summary>
internal static class ImageExtensions
{
    /// <summary>The extensions, for a message.</summary>
    public const string Accepted = ".jpg, .jpeg, .jpe, .jfif, .png, .webp, .bmp, .gif";

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"];

    // What tools put beside pictures: notes, labels and settings.
    private static readonly string[] Texts = [".txt", ".csv", ".tsv", ".json", ".xml", ".yaml", ".yml", ".md"];

    /// <summary>Tells whether a scan takes a file.</summary>
    /// <param name="path">Its path or name.</param>
    /// <returns>True if it ends in one of <see cref="Accepted"/>, in any case of letters.</returns>
    public static bool Matches(string path) => EndsIn(path, Extensions);

    /// <summary>Tells whether a file that a scan does not take is text by its name, and so no picture that is missed.</summary>
    /// <param name="path">Its path or name.</param>
    /// <returns>True if it ends as files of text do, in any case of letters.</returns>
    public static bool IsText(string path) => EndsIn(path, Texts);

    /// <summary>How a file ends, in small letters, to count files by their kind.</summary>
    /// <param name="path">Its path or name.</param>
    /// <returns>The extension with its dot, or words for none.</returns>
    public static string Kind(string path) => Path.GetExtension(path) is { Length: > 1 } extension ? extension.ToLowerInvariant() : "without an extension";

    private static bool EndsIn(string path, string[] extensions)
    {
        var extension = Path.GetExtension(path.AsSpan());
        foreach (var known in extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
