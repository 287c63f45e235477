namespace MlNetCnn;

/// <summary>Why a file was left out: it is skipped, listed and counted, never dropped in silence.</summary>
/// <param name="Path">The file, as it was listed.</param>
/// <param name="Code">The stable code, for example <c>IMG_TRUNCATED</c>.</param>
/// <param name="Reason">One sentence for a person.</param>
public sealed record ImageError(string Path, string Code, string Reason)
{
    /// <summary>The code of a file that is no picture by its name: it is told of, and nothing is missing without it.</summary>
    internal const string NoImage = "NOT_AN_IMAGE";
}
