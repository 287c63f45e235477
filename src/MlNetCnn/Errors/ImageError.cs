namespace MlNetCnn;

/// <summary>Why a file was left out: it is skipped, listed and counted, never dropped in silence.</summary>
/// <param name="Path">The file, as it was listed.</param>
/// <param name="Code">The stable code, for example <c>IMG_TRUNCATED</c>.</param>
/// <param name="Reason">One sentence for a person.</param>
public sealed record ImageError(string Path, string Code, string Reason)
{
    /// <summary>The exception for a picture that a person asked for by name, where leaving it out is no answer.</summary>
    /// <returns>An exception of <see cref="ErrorKind.Data"/> with <see cref="Code"/>; it is not thrown.</returns>
    public MlNetCnnException ToException() => new(
        ErrorKind.Data, Code, $"the picture '{Path}' cannot be used: {Reason.TrimEnd('.')}", fix: "use another picture, or mend this one");
}
