namespace MlNetCnn.Backbones;

/// <summary>The errors of a download, with what to do about them by hand.</summary>
internal static class DownloadErrors
{
    /// <summary>What an address gives is not the file, or cannot be had; another attempt there would not help.</summary>
    /// <param name="code">What went wrong; it begins with <c>DOWNLOAD_</c>.</param>
    /// <param name="problem">What happened.</param>
    /// <param name="expected">What was expected, or null.</param>
    /// <param name="received">What was received, or null.</param>
    /// <param name="inner">The cause, or null.</param>
    public static MlNetCnnException Create(
        string code, string problem, string? expected = null, string? received = null, Exception? inner = null) =>
        new(ErrorKind.Environment, code, problem, expected, received, innerException: inner);

    /// <summary>All addresses failed.</summary>
    /// <param name="entry">What was to be fetched.</param>
    /// <param name="path">Where it was to lie.</param>
    /// <param name="errors">Why each address failed, in the order in which they were tried; at least one.</param>
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

    /// <summary>The file cannot be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">Why not.</param>
    public static MlNetCnnException NotWritable(string path, Exception exception) => new(
        ErrorKind.Environment, ErrorCodes.CacheNotWritable, $"cannot write '{path}': {exception.Message.TrimEnd('.')}",
        fix: $"make room on its disk and check its permissions, or set {CacheDirectory.Variable} to a folder that you may write to",
        innerException: exception);

    /// <summary>How a person does without the download.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Where its file belongs.</param>
    public static string ByHand(BackboneEntry entry, string path) =>
        $"on a machine that is online download {(entry.Mirror is null ? entry.Url : $"{entry.Mirror} or {entry.Url}")}"
        + $" ({entry.Size} bytes, SHA-256 {entry.Sha256}) and put it here as '{path}'";

    private static string Describe(MlNetCnnException exception) =>
        exception.Problem
        + (exception.Expected is null ? "" : $", expected {exception.Expected}")
        + (exception.Received is null ? "" : $", received {exception.Received}");
}
