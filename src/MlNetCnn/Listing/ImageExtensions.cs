namespace MlNetCnn;

/// <summary>The file names that a scan of a folder takes for pictures; what is in them is looked at when they are decoded.</summary>
internal static class ImageExtensions
{
    /// <summary>The extensions, for a message.</summary>
    public const string Accepted = ".jpg, .jpeg, .png, .webp, .bmp";

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>Tells whether a scan takes a file.</summary>
    /// <param name="path">Its path or name.</param>
    /// <returns>True if it ends in one of <see cref="Accepted"/>, in any case of letters.</returns>
    public static bool Matches(string path)
    {
        var extension = Path.GetExtension(path.AsSpan());
        foreach (var accepted in Extensions)
        {
            if (extension.Equals(accepted, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
