namespace MlNetCnn.Cli;

/// <summary>Writes an error as the program prints all of them: what happened, then what was expected, what was received and how to fix it.</summary>
internal static class ErrorText
{
    /// <summary>Writes an error and returns its exit code.</summary>
    /// <param name="exception">The error; its texts are written as they are.</param>
    /// <param name="writer">Standard error.</param>
    public static int Write(MlNetCnnException exception, TextWriter writer)
    {
        writer.WriteLine($"error {exception.Code}: {Printable(exception.Problem)}");
        WriteDetail(writer, "expected", exception.Expected);
        WriteDetail(writer, "received", exception.Received);
        WriteDetail(writer, "fix", exception.Fix);
        return ExitCode.Of(exception.Kind);
    }

    /// <summary>Writes an unexpected error and returns its exit code.</summary>
    public static int WriteBug(Exception exception, TextWriter writer)
    {
        writer.WriteLine($"error INTERNAL: {exception.GetType().Name}: {OneLine(exception.Message)}");
        WriteDetail(writer, "fix", "this is a bug; please report it with the command and what --verbose prints");
        return ExitCode.Internal;
    }

    /// <summary>Returns the error for an exception of a file.</summary>
    public static MlNetCnnException FromDisk(Exception exception) => new(
        ErrorKind.Environment, ToolErrorCodes.InputOutput, OneLine(exception.Message),
        fix: "check the permissions of the path and the free space on its disk", innerException: exception);

    /// <summary>Returns the error for a lack of memory.</summary>
    public static MlNetCnnException OutOfMemory(Exception exception) => new(
        ErrorKind.Environment, ToolErrorCodes.OutOfMemory, "out of memory",
        fix: "close other programs, or use fewer threads: --threads 1", innerException: exception);

    /// <summary>Returns the message of another library as part of a sentence.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    private static void WriteDetail(TextWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteLine($"  {name + ":",-10}{Printable(text)}");
        }
    }

    // Messages contain file names and labels, and those of libraries may have several lines.
    private static string Printable(string text) => string.Join('\n', text.Split('\n').Select(DisplayText.OneLine));
}
