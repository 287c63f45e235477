namespace MlNetCnn.Datasets;

/// <summary>What a walk through folders came upon.</summary>
/// <param name="Path">The path, below the path the walk started from.</param>
/// <param name="RealPath">The path of a file through no link; null for a folder.</param>
/// <param name="Error">Why a folder cannot be read; null for a file.</param>
/// <param name="IsLoop">Whether it is a link to a folder that is on the way to it or was already walked through, and so is not followed.</param>
internal readonly record struct WalkedFile(string Path, string? RealPath = null, Exception? Error = null, bool IsLoop = false);
