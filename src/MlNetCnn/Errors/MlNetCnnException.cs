namespace MlNetCnn;

/// <summary>
/// Represents an actionable error: it says what happened, what was expected, what was received and how to fix it,
/// with a code that stays the same from version to version.
/// </summary>
public sealed class MlNetCnnException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="kind">The kind of error.</param>
    /// <param name="code">The error code, for example <c>DATA_ONE_CLASS</c>.</param>
    /// <param name="problem">What happened, in one sentence without the period.</param>
    /// <param name="expected">What was expected, or null.</param>
    /// <param name="received">What was received, or null.</param>
    /// <param name="fix">How to fix it, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public MlNetCnnException(
        ErrorKind kind,
        string code,
        string problem,
        string? expected = null,
        string? received = null,
        string? fix = null,
        Exception? innerException = null)
        : base(Compose(code, problem, expected, received, fix), innerException)
    {
        Kind = kind;
        Code = code;
        Problem = problem;
        Expected = expected;
        Received = received;
        Fix = fix;
    }

    /// <summary>The kind of error.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The error code, in uppercase, for example <c>DATA_ONE_CLASS</c>.</summary>
    public string Code { get; }

    /// <summary>What happened.</summary>
    public string Problem { get; }

    /// <summary>What was expected, or null.</summary>
    public string? Expected { get; }

    /// <summary>What was received, or null.</summary>
    public string? Received { get; }

    /// <summary>How to fix it, or null.</summary>
    public string? Fix { get; }

    private static string Compose(string code, string problem, string? expected, string? received, string? fix)
    {
        var message = $"{code}: {problem}.";
        if (expected is not null)
        {
            message += $" Expected: {expected}.";
        }

        if (received is not null)
        {
            message += $" Received: {received}.";
        }

        return fix is null ? message : $"{message} Fix: {fix}.";
    }
}
