namespace MlNetCnn.Onnx;

/// <summary>Classifies ONNX Runtime's messages and makes them readable.</summary>
internal static class RuntimeMessages
{
    private static readonly string[] UnknownMarks =
        ["is not a registered function/op", "No Op registered for", "is deprecated in domain_version"];

    /// <summary>Whether the message reports that an operator of that name and version does not exist.</summary>
    /// <param name="message">The message.</param>
    public static bool IsUnknownOperator(string message) => UnknownMarks.Any(message.Contains);

    /// <summary>Whether the message reports that an operator is unknown or has no kernel.</summary>
    /// <param name="message">The message.</param>
    public static bool IsUnsupportedOperator(string message) =>
        IsUnknownOperator(message) || message.Contains("Could not find an implementation for", StringComparison.Ordinal);

    /// <summary>Whether the message reports that memory is exhausted or its limit is reached.</summary>
    /// <param name="message">The message.</param>
    public static bool IsOutOfMemory(string message) =>
        message.Contains("Available memory of", StringComparison.Ordinal) || message.Contains("Failed to allocate memory", StringComparison.Ordinal)
        || message.Contains("bad allocation", StringComparison.Ordinal) || message.Contains("std::bad_alloc", StringComparison.Ordinal);

    /// <summary>Returns the message on one line, without the native source position at the start and the period at the end.</summary>
    /// <param name="message">The message.</param>
    public static string Shorten(string message)
    {
        var line = string.Join(' ', message.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var code = line.StartsWith('[') ? line.IndexOf("] ", StringComparison.Ordinal) : -1;
        line = code >= 0 ? line[(code + 2)..] : line;
        var position = line.StartsWith('/') ? line.IndexOf(") ", StringComparison.Ordinal) : -1;
        line = (position >= 0 ? line[(position + 2)..] : line).TrimEnd('.', ' ');
        return line.Length > 300 ? line[..300] + "..." : line;
    }
}
