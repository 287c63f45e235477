namespace MlNetCnn.Cli;

/// <summary>Tells a person on standard error what went wrong, and the shell by the exit code.</summary>
internal static class ErrorOutput
{
    /// <summary>Writes an exception and returns the exit code that it stands for.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="writer">Standard error.</param>
    /// <param name="verbose">Whether the stack trace is written too.</param>
    public static int Write(Exception error, TextWriter writer, bool verbose)
    {
        var exitCode = error switch
        {
            MlNetCnnException fault => Write(fault, writer),
            _ when IsMissingLibrary(error) => Write(
                new MlNetCnnException(
                    FaultKind.Environment, "NATIVE_LIBRARY", $"a native library does not load: {OneLine(Innermost(error).Message)}",
                    fix: $"run '{ConsoleTool.Name} doctor'; it names what this machine lacks"),
                writer),
            _ when DiskFaults.Include(error) => Write(
                new MlNetCnnException(
                    FaultKind.Environment, "IO", OneLine(error.Message),
                    fix: "check the permissions of the path and the room on its disk"),
                writer),
            OutOfMemoryException => Write(
                new MlNetCnnException(
                    FaultKind.Environment, "OUT_OF_MEMORY", "the memory of this machine does not suffice",
                    fix: "close other programs, or use fewer threads: --threads 1"),
                writer),
            _ => WriteBug(error, writer),
        };
        if (verbose)
        {
            writer.WriteLine(error);
        }

        return exitCode;
    }

    /// <summary>Tells that results were lost, since standard output did not take them, and returns the exit code for it.</summary>
    public static int WriteOutputLost(Exception fault, TextWriter writer) => Write(
        new MlNetCnnException(
            FaultKind.Environment, "STDOUT_NOT_WRITABLE", $"standard output cannot be written to: {OneLine(fault.Message)}",
            received: "results that are lost; files that were asked for are written", fix: "send standard output to a disk with room"),
        writer);

    /// <summary>Writes a usage error, as it is found before any command runs.</summary>
    public static void WriteUsage(string problem, TextWriter writer)
    {
        // The parser names types as programmers do.
        var text = OneLine(problem)
            .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal);
        writer.WriteLine($"error USAGE: {text}");
    }

    private static int Write(MlNetCnnException fault, TextWriter writer)
    {
        writer.WriteLine($"error {fault.Code}: {Printable(fault.Problem)}");
        WriteDetail(writer, "expected", fault.Expected);
        WriteDetail(writer, "received", fault.Received);
        WriteDetail(writer, "fix", fault.Fix);
        return (int)fault.Kind;
    }

    private static int WriteBug(Exception error, TextWriter writer)
    {
        writer.WriteLine($"error INTERNAL: {error.GetType().Name}: {OneLine(error.Message)}");
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
    private static string Printable(string text) => string.Join('\n', text.Split('\n').Select(Readable.OneLine));

    private static bool IsMissingLibrary(Exception error) =>
        error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
        || (error is TypeInitializationException && error.InnerException is not null && IsMissingLibrary(error.InnerException));

    private static Exception Innermost(Exception error) => error.InnerException is null ? error : Innermost(error.InnerException);

    private static string OneLine(string text) =>
        string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
