namespace MlNetCnn.Cli;

/// <summary>Says which photos a stock ML.NET application sees otherwise, and what to do where that matters.</summary>
internal static class StockNote
{
    /// <summary>Writes the note, or nothing where there is no difference.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="differences">What was counted.</param>
    public static void Write(CommandConsole console, StockDifferences differences)
    {
        if (differences.Count == 0)
        {
            return;
        }

        (int Count, string Cause)[] causes =
        [
            (differences.Oriented, "lie on their side there (EXIF orientation)"),
            (differences.Transparent, "have transparent parts, black there"),
            (differences.ScaledDecode, "are large and shrunk a little differently there"),
            (differences.Truncated, "end early and are taken there"),
        ];
        console.WriteLine();
        console.WriteLine($"A stock ML.NET application sees {Readable.Count(differences.Count, "photo")} otherwise:");
        foreach (var (count, cause) in causes.Where(cause => cause.Count > 0))
        {
            console.WriteLine($"  {count,6} {cause}");
        }

        console.WriteLine($"  for example {string.Join(", ", differences.Examples.Select(path => Readable.OneLine(Readable.ShortPath(path))))}");
        console.WriteLine($"  where that matters, train on what '{Invocation.Name} datasets normalize' writes");
    }
}
