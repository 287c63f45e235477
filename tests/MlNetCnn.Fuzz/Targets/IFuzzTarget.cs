namespace MlNetCnn.Fuzz;

/// <summary>Something that takes files from anywhere and must not break on them.</summary>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>Whole files to start from.</summary>
    IReadOnlyList<FuzzSeed> Seeds { get; }

    /// <summary>Takes one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="round">Counts the files; may choose between ways of taking them.</param>
    /// <returns>What came out, to be counted: a code, or <c>ok</c>.</returns>
    /// <exception cref="Exception">Whatever else came out: a failure.</exception>
    string Feed(string path, int round);
}
