namespace MlNetCnn.Datasets;

/// <summary>The deepest folder that holds all pictures of a listing that came without one.</summary>
[SharedInternal]
internal static class CommonFolder
{
    /// <summary>Finds it.</summary>
    /// <param name="images">The pictures.</param>
    /// <returns>An absolute path; empty if the pictures lie on several drives or if there is none.</returns>
    public static string Of(IReadOnlyList<LabeledImage> images)
    {
        string? common = null;
        foreach (var image in images)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(image.Path)) ?? "";
            common ??= folder;
            while (common.Length > 0 && !RealPath.IsWithin(folder, common))
            {
                common = Path.GetDirectoryName(common) ?? "";
            }
        }

        return common ?? "";
    }
}
