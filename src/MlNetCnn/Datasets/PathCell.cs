namespace MlNetCnn.Datasets;

/// <summary>Reads the path of a row, or names what is wrong with it.</summary>
internal static class PathCell
{
    /// <summary>Lists a row; if its path cannot be used, the row becomes a fault.</summary>
    /// <param name="builder">Takes the row or the fault.</param>
    /// <param name="row">The row.</param>
    /// <param name="root">The absolute folder that relative paths start from and may not leave, or null to leave paths as they are.</param>
    /// <param name="part">The part that the row states.</param>
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
            return new ImageError(path, ErrorCodes.ImagePathInvalid, $"the path in {row.Where} holds a zero character, which no file name can");
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
            return new ImageError(path, ErrorCodes.ImageOutsideRoot, $"the path in {row.Where} leaves '{root}'; only an absolute path may");
        }

        path = resolved;
        return null;
    }
}
