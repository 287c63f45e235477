namespace MlNetCnn.Cli;

/// <summary>Says which files were left out and why: the first few by name, all of them by number.</summary>
internal static class RejectedFiles
{
    private const int Shown = 5;

    /// <summary>Writes the faults, or nothing where there is none.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="errors">The files.</param>
    /// <param name="all">Whether every one is named.</param>
    public static void Write(TextWriter writer, IReadOnlyCollection<ImageError> errors, bool all)
    {
        if (errors.Count == 0)
        {
            return;
        }

        writer.WriteLine($"Left out: {DisplayText.Count(errors.Count, "file")} that cannot be used: {RejectionLimit.ByKind(errors)}.");
        foreach (var error in all ? errors : errors.Take(Shown))
        {
            writer.WriteLine($"  {error.Code}  {DisplayText.OneLine(error.Path)}: {DisplayText.OneLine(error.Reason)}");
        }

        if (!all && errors.Count > Shown)
        {
            writer.WriteLine($"  ... and {errors.Count - Shown} more; --verbose names them all");
        }
    }
}
