namespace MlNetCnn.Cli;

/// <summary>Writes the number of skipped files, and the first few with the reason.</summary>
internal static class RejectedFiles
{
    private const int Shown = 5;

    /// <summary>Writes the errors, or nothing if there are none.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="errors">The files.</param>
    /// <param name="all">Whether all files are listed.</param>
    public static void Write(TextWriter writer, IReadOnlyCollection<ImageError> errors, bool all)
    {
        if (errors.Count == 0)
        {
            return;
        }

        writer.WriteLine($"Skipped {DisplayText.Count(errors.Count, "file")} that cannot be used: {RejectionLimit.ByKind(errors)}.");
        foreach (var error in all ? errors : errors.Take(Shown))
        {
            writer.WriteLine($"  {error.Code}  {DisplayText.OneLine(error.Path)}: {DisplayText.OneLine(error.Reason)}");
        }

        if (!all && errors.Count > Shown)
        {
            writer.WriteLine($"  ... and {errors.Count - Shown} more; --verbose lists all");
        }
    }
}
