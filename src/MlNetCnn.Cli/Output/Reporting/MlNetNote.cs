namespace MlNetCnn.Cli;

/// <summary>Says of how many photos a stock ML.NET application sees other pixels than we do, why, and what to do.</summary>
internal static class MlNetNote
{
    /// <summary>Writes the note, or nothing where there is no such photo.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="differences">What was counted.</param>
    public static void Write(TextWriter writer, MlNetDifferences differences)
    {
        if (differences.Count == 0)
        {
            return;
        }

        (int Count, string Cause)[] causes =
        [
            (differences.Oriented, "turned by their EXIF orientation, which it ignores"),
            (differences.Transparent, "with transparent areas, which it shows on black"),
            (differences.Truncated, "left out because their file ends early; it takes what there is of them"),
            (differences.ScaledDecode, "so large that they were shrunk while they were decoded; it sees nearly the same"),
        ];
        writer.WriteLine($"Note: a stock ML.NET application sees other pixels of {DisplayText.Count(differences.Count, "photo")}:");
        foreach (var (count, cause) in causes.Where(cause => cause.Count > 0))
        {
            writer.WriteLine($"  {count,5} {cause}");
        }

        var more = differences.Count > differences.Examples.Count ? ", ..." : "";
        writer.WriteLine($"  {string.Join(", ", differences.Examples.Select(path => DisplayText.OneLine(DisplayText.ShortPath(path))))}{more}");
        if (differences.Count > differences.ScaledDecode)
        {
            writer.WriteLine($"  '{ConsoleTool.Name} datasets normalize' writes copies that both see alike.");
        }
    }
}
