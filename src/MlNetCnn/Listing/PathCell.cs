namespace MlNetCnn;

/// <summary>Reads the path of a row, or names what is wrong with it.</summary>
internal static class PathCell
{
    /// <summary>Reads the path of a row; if it cannot be used, the row becomes a fault.</summary>
    /// <param name="builder">Takes the fault.</param>
    /// <param name="row">The row.</param>
    /// <param name="root">The absolute folder that relative paths start from and may not leave, or null to leave paths as they are.</param>
    /// <param name="path">The path, absolute if there is a root.</param>
    /// <returns>Whether the path can be used.</returns>
    public static bool TryRead(ListingBuilder builder, TableRow row, string? root, out string path)
    {
        path = row.Path ?? "";
        if (string.IsNullOrWhiteSpace(path))
        {
            builder.AddFault(row.Where, "IMG_PATH_MISSING", $"{row.Where} has no path");
            return false;
        }

        if (path.Contains('\0'))
        {
            builder.AddFault(path, "IMG_PATH_INVALID", $"the path in {row.Where} holds a zero character, which no file name can");
            return false;
        }

        if (root is null)
        {
            return true;
        }

        if (Path.IsPathFullyQualified(path))
        {
            path = Path.GetFullPath(path);
            return true;
        }

        var resolved = Path.GetFullPath(path.Replace('\\', '/'), root);
        if (!RealPath.IsWithin(resolved, root))
        {
            builder.AddFault(path, "IMG_OUTSIDE_ROOT", $"the path in {row.Where} leaves '{root}'; only an absolute path may");
            return false;
        }

        path = resolved;
        return true;
    }
}
