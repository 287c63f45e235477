namespace MlNetCnn.Cli;

/// <summary>Writes the notes about a dataset.</summary>
internal static class ListingNotes
{
    /// <summary>Writes a line for each note.</summary>
    /// <param name="console">Receives the text.</param>
    /// <param name="notes">The notes.</param>
    public static void Write(CommandConsole console, IEnumerable<string> notes)
    {
        foreach (var note in notes)
        {
            console.WriteLine($"Note: {DisplayText.OneLine(ApiWords.Translate(note))}.");
        }
    }
}
