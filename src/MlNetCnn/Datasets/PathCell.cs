namespace MlNetCnn.Datasets;

/// <summary>Reads and checks the path of a row.</summary>
internal static class PathCell
{
    /// <summary>Adds a row to the dataset, or an error if its path is invalid.</summary>
    /// <param name="builder">Receives the row or the error.</param>
    /// <param name="row">The row.</param>
    /// <param name="root">The absolute folder that relative paths start from and must not leave, or null to leave paths unchanged.</param>
    /// <param name="part">The split of the row.</param>
    public static void Add(ListingBuilder builder, TableRow row, string? root, DatasetSplit part)
    {
        if (Read(row, root, out var path) is { } error)
        {
            builder.AddError(error, part);
        }
        else
        {
            builder.Add(row, path, part);
        }
    }

    private static ImageError? Read(TableRow row, string? root, out string path)
    {
        path = row.Path ?? "";
        if (string.IsNullOrWhiteSpace(path))
        {
            return new ImageError(row.Where, ErrorCodes.ImagePathMissing, $"{row.Where} has no path");
        }

        if (path.Contains('\0'))
        {
            return new ImageError(path, ErrorCodes.ImagePathInvalid, $"the path in {row.Where} contains a null character, which is invalid in a file name");
        }

        if (root is null)
        {
            return null;
        }

        if (Path.IsPathFullyQualified(path))
        {
            path = Path.GetFullPath(path);
            return null;
        }

        var resolved = Path.GetFullPath(path.Replace('\\', '/'), root);
        if (!RealPath.IsWithin(resolved, root))
        {
            return new ImageError(path, ErrorCodes.ImageOutsideRoot, $"the path in {row.Where} leaves '{root}'; use an absolute path instead");
        }

        path = resolved;
        return null;
    }
}
