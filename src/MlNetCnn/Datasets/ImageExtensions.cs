namespace MlNetCnn.Datasets;

/// <summary>The file extensions that a folder scan accepts as images; the content is checked when a file is decoded.</summary>
internal static class ImageExtensions
{
    /// <summary>The extensions, for a message.</summary>
    public const string Accepted = ".jpg, .jpeg, .jpe, .jfif, .png, .webp, .bmp, .gif";

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"];

    // Files that tools write next to images: notes, labels and settings.
    private static readonly string[] Texts = [".txt", ".csv", ".tsv", ".json", ".xml", ".yaml", ".yml", ".md"];

    /// <summary>Whether a folder scan accepts a file.</summary>
    /// <param name="path">Its path or name.</param>
    /// <returns>True if it ends in one of <see cref="Accepted"/>, in any case.</returns>
    public static bool Matches(string path) => EndsIn(path, Extensions);

    /// <summary>Whether a file that a folder scan does not accept has a text extension, so that no image is missed.</summary>
    /// <param name="path">Its path or name.</param>
    /// <returns>True if it ends in a text extension, in any case.</returns>
    public static bool IsText(string path) => EndsIn(path, Texts);

    /// <summary>Returns the extension of a file in lowercase, to count files by kind.</summary>
    /// <param name="path">Its path or name.</param>
    /// <returns>The extension with its dot, or a description if there is none.</returns>
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
