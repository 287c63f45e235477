namespace MlNetCnn.Backbones;

/// <summary>Creates the errors of a download, with instructions for downloading manually.</summary>
internal static class DownloadErrors
{
    /// <summary>Creates an error for a URL that does not return the file; another attempt there would not help.</summary>
    /// <param name="code">The code; it begins with <c>DOWNLOAD_</c>.</param>
    /// <param name="problem">What happened.</param>
    /// <param name="expected">What was expected, or null.</param>
    /// <param name="received">What was received, or null.</param>
    /// <param name="inner">The cause, or null.</param>
    public static MlNetCnnException Create(
        string code, string problem, string? expected = null, string? received = null, Exception? inner = null) =>
        new(ErrorKind.Environment, code, problem, expected, received, innerException: inner);

    /// <summary>Creates the error when all URLs failed.</summary>
    /// <param name="entry">The entry to download.</param>
    /// <param name="path">The target path.</param>
    /// <param name="errors">The error of each URL, in the order in which they were tried; at least one.</param>
    public static MlNetCnnException Combine(BackboneEntry entry, string path, IReadOnlyList<MlNetCnnException> errors)
    {
        var last = errors[^1];
        var code = errors.All(f => f.Code == last.Code) ? last.Code : ErrorCodes.DownloadFailed;
        var fix = ByHand(entry, path);
        return errors.Count == 1
            ? new MlNetCnnException(ErrorKind.Environment, code, Problem(last), last.Expected, last.Received, fix, last)
            : new MlNetCnnException(
                ErrorKind.Environment, code, Problem(null), received: string.Join("; ", errors.Select(Describe)), fix: fix,
                innerException: new AggregateException(errors));

        string Problem(MlNetCnnException? exception) =>
            $"the backbone '{entry.Name}' cannot be downloaded{(exception is null ? "" : $": {exception.Problem}")}";
    }

    /// <summary>Creates the error for a file that cannot be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">The cause.</param>
    public static MlNetCnnException NotWritable(string path, Exception exception) => new(
        ErrorKind.Environment, ErrorCodes.CacheNotWritable, $"cannot write '{path}': {exception.Message.TrimEnd('.')}",
        fix: $"free space on its disk and check its permissions, or set {CacheDirectory.Variable} to a folder that you can write to",
        innerException: exception);

    /// <summary>Returns instructions for downloading the file manually.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">The path where its file belongs.</param>
    public static string ByHand(BackboneEntry entry, string path) =>
        $"on a machine with network access download {(entry.Mirror is null ? entry.Url : $"{entry.Mirror} or {entry.Url}")}"
        + $" ({entry.Size} bytes, SHA-256 {entry.Sha256}) and place it here as '{path}'";

    private static string Describe(MlNetCnnException exception) =>
        exception.Problem
        + (exception.Expected is null ? "" : $", expected {exception.Expected}")
        + (exception.Received is null ? "" : $", received {exception.Received}");
}
