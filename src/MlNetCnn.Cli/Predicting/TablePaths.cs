namespace MlNetCnn.Cli;

/// <summary>The photos that a table lists; a table to predict needs no labels.</summary>
internal static class TablePaths
{
    /// <summary>Reads the paths one after another; relative ones start from the table's folder, or from the image root.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">How it is read.</param>
    /// <param name="warn">Takes what a person should know, for example a row without a path.</param>
    /// <exception cref="MlNetCnnException">The table cannot be read.</exception>
    public static IEnumerable<string> Read(string table, TableOptions columns, Action<string> warn)
    {
        ArchiveFile.Refuse(table);
        var root = Path.GetFullPath(columns.ImageRoot ?? Path.GetDirectoryName(Path.GetFullPath(table))!);
        using var stream = new FileStream(table, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        foreach (var row in TabularListing.Rows(stream, table, columns with { LabelIsOptional = true }, warn))
        {
            if (string.IsNullOrWhiteSpace(row.Path) || row.Path.Contains('\0'))
            {
                // It becomes a row that cannot be used, so that each row of the table has one.
                warn($"{row.Where} of '{table}' has no path");
                yield return "";
                continue;
            }

            if (row.SurplusCells > 0)
            {
                warn($"{row.Where} of '{table}' has more cells than the header; a path with a comma in it needs quotes");
            }

            // A table made on Windows works elsewhere too.
            yield return Path.IsPathFullyQualified(row.Path) ? row.Path : Path.GetFullPath(row.Path.Replace('\\', '/'), root);
        }
    }
}
