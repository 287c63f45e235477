namespace MlNetCnn.Cli;

/// <summary>Writes how many images plain ML.NET decodes differently, why, and what to do.</summary>
internal static class MlNetNote
{
    /// <summary>Writes the note, or nothing if there are no such images.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="differences">The counts.</param>
    public static void Write(TextWriter writer, MlNetDifferences differences)
    {
        if (differences.Count == 0)
        {
            return;
        }

        (int Count, string Cause)[] causes =
        [
            (differences.Oriented, "with an EXIF orientation, which plain ML.NET ignores"),
            (differences.Transparent, "with transparent areas, which plain ML.NET shows black"),
            (differences.Truncated, "skipped because the file is truncated; plain ML.NET decodes them up to the break"),
            (differences.ScaledDecode, "so large that they were downscaled while decoding; plain ML.NET decodes nearly the same pixels"),
        ];
        writer.WriteLine($"Note: plain ML.NET decodes different pixels for {DisplayText.Count(differences.Count, "image")}:");
        foreach (var (count, cause) in causes.Where(cause => cause.Count > 0))
        {
            writer.WriteLine($"  {count,5} {cause}");
        }

        var more = differences.Count > differences.Examples.Count ? ", ..." : "";
        writer.WriteLine($"  {string.Join(", ", differences.Examples.Select(path => DisplayText.OneLine(DisplayText.ShortPath(path))))}{more}");
        if (differences.Count > differences.ScaledDecode)
        {
            writer.WriteLine($"  '{ConsoleTool.Name} datasets normalize' writes copies that decode to the same pixels.");
        }
    }
}
