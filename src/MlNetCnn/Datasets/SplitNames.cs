namespace MlNetCnn.Datasets;

/// <summary>The words that folders and tables use for the parts of a set, in any case of letters.</summary>
internal static class SplitNames
{
    /// <summary>The words, for a message.</summary>
    public const string All = "train, training, val, valid, validation, dev, eval, test, testing, holdout";

    /// <summary>Reads a part's name.</summary>
    /// <param name="name">The word.</param>
    /// <param name="part">The part it means.</param>
    /// <returns>False if the word is none of <see cref="All"/>.</returns>
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

    /// <summary>The part that a row of a table states.</summary>
    /// <param name="row">The row.</param>
    /// <param name="table">The table, for messages.</param>
    /// <returns>The part; <see cref="DatasetSplit.Unassigned"/> if the cell is empty.</returns>
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
                ErrorKind.Data, ErrorCodes.TableSplitValue, $"{row.Where} of '{table}' assigns a picture to an unknown part",
                expected: $"{All}, or nothing", received: $"'{name}'", fix: "correct the cell; if the column holds something else, say so: SplitColumn none");
    }
}
