namespace MlNetCnn.Fuzz;

/// <summary>Code that accepts files from any source and must not fail on them.</summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>The undamaged files to start from.</summary>
    IReadOnlyList<FuzzSeed> Seeds { get; }

    /// <summary>Processes one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="round">The number of the file; may select a code path.</param>
    /// <returns>The outcome to count: an error code, or <c>ok</c>.</returns>
    /// <exception cref="Exception">Any other exception is a failure.</exception>
    string Feed(string path, int round);
}
