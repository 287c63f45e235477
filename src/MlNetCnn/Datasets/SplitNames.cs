namespace MlNetCnn.Datasets;

/// <summary>The names that folders and tables use for splits, in any case.</summary>
internal static class SplitNames
{
    /// <summary>The names, for a message.</summary>
    public const string All = "train, training, val, valid, validation, dev, eval, test, testing, holdout";

    /// <summary>Parses the name of a split.</summary>
    /// <param name="name">The name.</param>
    /// <param name="part">The split.</param>
    /// <returns>False if the name is not one of <see cref="All"/>.</returns>
    public static bool TryParse(string name, out DatasetSplit part)
    {
        part = name.ToLowerInvariant() switch
        {
            "train" or "training" => DatasetSplit.Train,
            "val" or "valid" or "validation" or "dev" or "eval" => DatasetSplit.Validation,
            "test" or "testing" or "holdout" => DatasetSplit.Test,
            _ => DatasetSplit.Unassigned,
        };
        return part != DatasetSplit.Unassigned;
    }

    /// <summary>Returns the split specified in a row of a table.</summary>
    /// <param name="row">The row.</param>
    /// <param name="table">The table, for messages.</param>
    /// <returns>The split; <see cref="DatasetSplit.Unassigned"/> if the cell is empty.</returns>
    /// <exception cref="MlNetCnnException">The cell holds anything else.</exception>
    public static DatasetSplit Of(TableRow row, string table)
    {
        var name = row.Part?.Trim();
        if (string.IsNullOrEmpty(name))
        {
            return DatasetSplit.Unassigned;
        }

        return TryParse(name, out var part)
            ? part
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.TableSplitValue, $"{row.Where} of '{table}' assigns an image to an unknown split",
                expected: $"{All}, or nothing", received: $"'{name}'", fix: "correct the cell; if the column does not hold splits, set SplitColumn to none");
    }
}
