namespace MlNetCnn.Cli;

/// <summary>Tells a person on standard error what went wrong, and the shell by the exit code.</summary>
internal static class ErrorOutput
{
    /// <summary>Writes an exception and returns the exit code that it stands for.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="writer">Standard error.</param>
    /// <param name="verbose">Whether the stack trace is written too.</param>
    public static int Write(Exception exception, TextWriter writer, bool verbose)
    {
        var exitCode = exception switch
        {
            MlNetCnnException typed => Write(typed, writer),
            _ when IsMissingLibrary(exception) => Write(
                new MlNetCnnException(
                    ErrorKind.Environment, ToolErrorCodes.NativeLibrary, $"a native library does not load: {OneLine(Innermost(exception).Message)}",
                    fix: $"run '{ConsoleTool.Name} doctor'; it names what this machine lacks"),
                writer),
            _ when DiskErrors.Include(exception) => Write(
                new MlNetCnnException(
                    ErrorKind.Environment, ToolErrorCodes.InputOutput, OneLine(exception.Message),
                    fix: "check the permissions of the path and the room on its disk"),
                writer),
            OutOfMemoryException => Write(
                new MlNetCnnException(
                    ErrorKind.Environment, ToolErrorCodes.OutOfMemory, "the memory of this machine does not suffice",
                    fix: "close other programs, or use fewer threads: --threads 1"),
                writer),
            _ => WriteBug(exception, writer),
        };
        if (verbose)
        {
            writer.WriteLine(exception);
        }

        return exitCode;
    }

    /// <summary>Tells that results were lost, since standard output did not take them, and returns the exit code for it.</summary>
    public static int WriteOutputLost(Exception exception, TextWriter writer) => Write(
        new MlNetCnnException(
            ErrorKind.Environment, ToolErrorCodes.OutputStreamNotWritable, $"standard output cannot be written to: {OneLine(exception.Message)}",
            received: "results that are lost; files that were asked for are written", fix: "send standard output to a disk with room"),
        writer);

    /// <summary>Writes a usage error, as it is found before any command runs.</summary>
    public static void WriteUsage(string problem, TextWriter writer)
    {
        // The parser names types as programmers do.
        var text = OneLine(problem)
            .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal);
        writer.WriteLine($"error {ToolErrorCodes.Usage}: {text}");
    }

    private static int Write(MlNetCnnException exception, TextWriter writer)
    {
        writer.WriteLine($"error {exception.Code}: {Printable(exception.Problem)}");
        WriteDetail(writer, "expected", exception.Expected is { } expected ? ApiWords.Translate(expected) : null);
        WriteDetail(writer, "received", exception.Code == ErrorCodes.OptionOutOfRange ? ApiWords.Translate(exception.Received ?? "") : exception.Received);
        WriteDetail(writer, "fix", ApiWords.Fix(exception));
        return ExitCode.Of(exception.Kind);
    }

    private static int WriteBug(Exception exception, TextWriter writer)
    {
        writer.WriteLine($"error INTERNAL: {exception.GetType().Name}: {OneLine(exception.Message)}");
        WriteDetail(writer, "fix", "this is a bug; please report it with the command and what --verbose prints");
        return ExitCode.Internal;
    }

    private static void WriteDetail(TextWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteLine($"  {name + ":",-10}{Printable(text)}");
        }
    }

    // Names of files and labels come in, but a message of a library may well have several lines.
    private static string Printable(string text) => string.Join('\n', text.Split('\n').Select(DisplayText.OneLine));

    private static bool IsMissingLibrary(Exception exception) =>
        exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (exception is TypeInitializationException && exception.InnerException is not null && IsMissingLibrary(exception.InnerException));

    private static Exception Innermost(Exception exception) => exception.InnerException is null ? exception : Innermost(exception.InnerException);

    private static string OneLine(string text) =>
        string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
