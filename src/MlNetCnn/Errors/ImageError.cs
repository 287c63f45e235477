namespace MlNetCnn;

/// <summary>An error about a file that was left out. Such files are skipped, listed and counted, never dropped silently.</summary>
/// <param name="Path">The file, as listed; empty for an image in memory.</param>
/// <param name="Code">The error code, for example <c>IMG_TRUNCATED</c>.</param>
/// <param name="Reason">The reason, in one sentence.</param>
public sealed record ImageError(string Path, string Code, string Reason)
{
    /// <summary>Creates the exception for an image that was requested by name, where leaving it out is not an option.</summary>
    /// <returns>An exception of <see cref="ErrorKind.Data"/> with <see cref="Code"/>; it is not thrown.</returns>
    public MlNetCnnException ToException() => new(
        ErrorKind.Data, Code,
        $"the image{(Path.Length > 0 ? $" '{Path}'" : "")} cannot be used: {Reason.TrimEnd('.')}", fix: "use another image, or repair this file");
}
