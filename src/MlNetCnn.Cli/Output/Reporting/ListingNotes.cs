namespace MlNetCnn.Cli;

/// <summary>What a person should know of the photos that were listed.</summary>
internal static class ListingNotes
{
    /// <summary>Writes a line for each sentence.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="notes">The sentences.</param>
    public static void Write(CommandConsole console, IEnumerable<string> notes)
    {
        foreach (var note in notes)
        {
            console.WriteLine($"Note: {DisplayText.OneLine(ApiWords.Translate(note))}.");
        }
    }
}
