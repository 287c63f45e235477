namespace MlNetCnn;

/// <summary>Why a file was left out: it is skipped, listed and counted, never dropped in silence.</summary>
/// <param name="Path">The file, as it was listed.</param>
/// <param name="Code">The stable code, for example <c>IMG_TRUNCATED</c>.</param>
/// <param name="Reason">One sentence for a person.</param>
public sealed record ImageFault(string Path, string Code, string Reason);
