namespace MlNetCnn.Cli;

/// <summary>Writes errors to standard error and returns their exit codes.</summary>
internal static class ErrorOutput
{
    /// <summary>Writes an exception and returns its exit code.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="writer">Standard error.</param>
    /// <param name="verbose">Whether to write the stack trace.</param>
    public static int Write(Exception exception, TextWriter writer, bool verbose)
    {
        var exitCode = exception switch
        {
            MlNetCnnException typed => Write(typed, writer),
            _ when IsMissingLibrary(exception) => Write(
                new MlNetCnnException(
                    ErrorKind.Environment, ToolErrorCodes.NativeLibrary, $"a native library does not load: {ErrorText.OneLine(Innermost(exception).Message)}",
                    fix: $"run '{ConsoleTool.Name} doctor'; it shows what is missing"),
                writer),
            _ when DiskErrors.Include(exception) => Write(ErrorText.FromDisk(exception), writer),
            OutOfMemoryException => Write(ErrorText.OutOfMemory(exception), writer),
            _ => ErrorText.WriteBug(exception, writer),
        };
        if (verbose)
        {
            writer.WriteLine(exception);
        }

        return exitCode;
    }

    /// <summary>Reports that results were lost because standard output rejected them, and returns the exit code.</summary>
    public static int WriteOutputLost(Exception exception, TextWriter writer) => Write(
        new MlNetCnnException(
            ErrorKind.Environment, ToolErrorCodes.OutputStreamNotWritable, $"standard output cannot be written to: {ErrorText.OneLine(exception.Message)}",
            received: "lost results; all requested files are written", fix: "redirect standard output to a disk with free space"),
        writer);

    /// <summary>Writes a usage error that was found before a command runs.</summary>
    public static void WriteUsage(string problem, TextWriter writer)
    {
        // The parser reports .NET type names.
        var text = ErrorText.OneLine(problem)
            .Replace("as expected type 'System.Int32'", "as an integer", StringComparison.Ordinal);
        writer.WriteLine($"error {ToolErrorCodes.Usage}: {text}");
    }

    private static int Write(MlNetCnnException exception, TextWriter writer) => ErrorText.Write(
        new MlNetCnnException(
            exception.Kind, exception.Code, exception.Problem, exception.Expected is { } expected ? ApiWords.Translate(expected) : null,
            exception.Code == ErrorCodes.OptionOutOfRange ? ApiWords.Translate(exception.Received ?? "") : exception.Received, ApiWords.Fix(exception)),
        writer);

    private static bool IsMissingLibrary(Exception exception) =>
        exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (exception is TypeInitializationException && exception.InnerException is not null && IsMissingLibrary(exception.InnerException));

    private static Exception Innermost(Exception exception) => exception.InnerException is null ? exception : Innermost(exception.InnerException);
}
