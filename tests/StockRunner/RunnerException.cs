namespace StockRunner;

/// <summary>Something that the caller can mend; it ends the process with a line on standard error.</summary>
internal sealed class RunnerException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The command line, the list or the model is not as it should be.</summary>
    public const int Usage = 2;

    /// <summary>An image cannot be read.</summary>
    public const int Image = 1;

    public int ExitCode { get; } = exitCode;
}
