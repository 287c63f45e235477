namespace MlNetCnn;

/// <summary>What a walk through folders came upon.</summary>
/// <param name="Path">The path, below the path the walk started from.</param>
/// <param name="Error">Why a folder cannot be read; null for a file.</param>
/// <param name="IsLoop">Whether it is a link to a folder that is on the way to it or was already walked through, and so is not followed.</param>
internal readonly record struct WalkedFile(string Path, Exception? Error = null, bool IsLoop = false)
{
    /// <summary>The fault that an unreadable folder is, or null.</summary>
    public ImageFault? Fault => Error is null
        ? null
        : new ImageFault(
            Path, Error is UnauthorizedAccessException ? "IMG_DENIED" : "IMG_UNREADABLE",
            $"the folder cannot be read, so nothing in it is listed: {Error.Message.TrimEnd('.')}");
}
