namespace MlNetCnn.Cli;

/// <summary>Says which files were left out and why: the first few by name, all of them by number.</summary>
internal static class RejectedFiles
{
    private const int Shown = 5;

    /// <summary>Writes the faults, or nothing where there is none.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="faults">The files.</param>
    /// <param name="all">Whether every one is named.</param>
    public static void Write(TextWriter writer, IReadOnlyCollection<ImageFault> faults, bool all)
    {
        if (faults.Count == 0)
        {
            return;
        }

        writer.WriteLine($"Left out: {Readable.Count(faults.Count, "file")} that cannot be used: {RejectionLimit.ByKind(faults)}.");
        foreach (var fault in all ? faults : faults.Take(Shown))
        {
            writer.WriteLine($"  {fault.Code}  {Readable.OneLine(fault.Path)}: {Readable.OneLine(fault.Reason)}");
        }

        if (!all && faults.Count > Shown)
        {
            writer.WriteLine($"  ... and {faults.Count - Shown} more; --verbose names them all");
        }
    }
}
