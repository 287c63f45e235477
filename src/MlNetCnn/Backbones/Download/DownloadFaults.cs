namespace MlNetCnn;

/// <summary>The errors of a download, with what to do about them by hand.</summary>
internal static class DownloadFaults
{
    /// <summary>What an address gives is not the file, or cannot be had; another attempt there would not help.</summary>
    /// <param name="code">What went wrong; it begins with <c>DOWNLOAD_</c>.</param>
    /// <param name="problem">What happened.</param>
    /// <param name="expected">What was expected, or null.</param>
    /// <param name="received">What was received, or null.</param>
    /// <param name="inner">The cause, or null.</param>
    public static MlNetCnnException Create(
        string code, string problem, string? expected = null, string? received = null, Exception? inner = null) =>
        new(FaultKind.Environment, code, problem, expected, received, innerException: inner);

    /// <summary>All addresses failed.</summary>
    /// <param name="entry">What was to be fetched.</param>
    /// <param name="path">Where it was to lie.</param>
    /// <param name="faults">Why each address failed, in the order in which they were tried; at least one.</param>
    public static MlNetCnnException Combine(BackboneEntry entry, string path, IReadOnlyList<MlNetCnnException> faults)
    {
        var last = faults[^1];
        var code = faults.All(f => f.Code == last.Code) ? last.Code : "DOWNLOAD_FAILED";
        var fix = ByHand(entry, path);
        return faults.Count == 1
            ? new MlNetCnnException(FaultKind.Environment, code, Problem(last), last.Expected, last.Received, fix, last)
            : new MlNetCnnException(
                FaultKind.Environment, code, Problem(null), received: string.Join("; ", faults.Select(Describe)), fix: fix,
                innerException: new AggregateException(faults));

        string Problem(MlNetCnnException? fault) => $"the backbone '{entry.Name}' cannot be downloaded{(fault is null ? "" : $": {fault.Problem}")}";
    }

    /// <summary>The file cannot be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Why not.</param>
    public static MlNetCnnException NotWritable(string path, Exception error) => new(
        FaultKind.Environment, "CACHE_NOT_WRITABLE", $"cannot write '{path}': {error.Message.TrimEnd('.')}",
        fix: $"make room on its disk and check its permissions, or set {CacheFolder.Variable} to a folder that you may write to",
        innerException: error);

    /// <summary>How a person does without the download.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="path">Where its file belongs.</param>
    public static string ByHand(BackboneEntry entry, string path) =>
        $"on a machine that is online download {(entry.Mirror is null ? entry.Url : $"{entry.Mirror} or {entry.Url}")}"
        + $" ({entry.Size} bytes, SHA-256 {entry.Sha256}) and put it here as '{path}'";

    private static string Describe(MlNetCnnException fault) =>
        fault.Problem
        + (fault.Expected is null ? "" : $", expected {fault.Expected}")
        + (fault.Received is null ? "" : $", received {fault.Received}");
}
