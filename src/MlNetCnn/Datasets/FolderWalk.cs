namespace MlNetCnn.Datasets;

/// <summary>
/// Walks through a folder and all below it, one file after another in the order of the file system: memory grows with the number of
/// folders, not of files. Links to folders are followed, but never in a circle; a folder that cannot be read is told of and the walk goes on.
/// </summary>
/// <param name="read">Reads one folder; null for the file system.</param>
internal sealed class FolderWalk(Func<string, IEnumerable<FolderEntry>>? read = null)
{
    private readonly Func<string, IEnumerable<FolderEntry>> _read = read ?? FolderEntry.Read;

    /// <summary>Walks from a folder that exists.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Every visible file, whatever its name, and every folder that could not be read.</returns>
    public IEnumerable<WalkedFile> Below(string folder) => Below(new FolderEntry(folder, IsFolder: true, IsLink: true), realParent: "");

    /// <summary>Walks from a folder whose parent's real path is known.</summary>
    /// <param name="start">The folder.</param>
    /// <param name="realParent">The path of the folder above it, without links.</param>
    /// <returns>Every visible file, whatever its name, and every folder that could not be read.</returns>
    public IEnumerable<WalkedFile> Below(FolderEntry start, string realParent)
    {
        // Folders are known again by their real paths, whatever links led to them.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<(FolderEntry Folder, string RealParent)>([(start, realParent)]);
        string? home = null;
        while (pending.TryPop(out var next))
        {
            if (Try(() => next.Folder.IsLink ? RealPath.Of(next.Folder.Path) : Path.Combine(next.RealParent, next.Folder.Name),
                out var exception) is not { } real
                || Try(() => _read(next.Folder.Path).GetEnumerator(), out exception) is not { } entries)
            {
                yield return new WalkedFile(next.Folder.Path, Error: exception);
                continue;
            }

            using (entries)
            {
                home ??= real;
                if ((real != home && RealPath.IsWithin(home, real)) || !seen.Add(real))
                {
                    yield return new WalkedFile(next.Folder.Path, IsLoop: true);
                    continue;
                }

                while (Try(() => entries.MoveNext() ? entries : null, out exception) is not null)
                {
                    if (entries.Current.IsFolder)
                    {
                        pending.Push((entries.Current, real));
                    }
                    else
                    {
                        yield return new WalkedFile(entries.Current.Path, RealPathOf(entries.Current, real));
                    }
                }

                if (exception is not null)
                {
                    yield return new WalkedFile(next.Folder.Path, Error: exception);
                }
            }
        }
    }

    // A link that leads nowhere is told of where the image is read.
    private static string RealPathOf(FolderEntry file, string realFolder) =>
        (file.IsLink ? Try(() => RealPath.Of(file.Path), out _) : null) ?? Path.Combine(realFolder, file.Name);

    private static T? Try<T>(Func<T?> step, out Exception? exception)
        where T : class
    {
        try
        {
            exception = null;
            return step();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            exception = failure;
            return null;
        }
    }
}

/// <summary>What a walk through folders came upon.</summary>
/// <param name="Path">The path, below the path the walk started from.</param>
/// <param name="RealPath">The path of a file through no link; null for a folder.</param>
/// <param name="Error">Why a folder cannot be read; null for a file.</param>
/// <param name="IsLoop">Whether it is a link to a folder that is on the way to it or was already walked through, and so is not followed.</param>
internal readonly record struct WalkedFile(string Path, string? RealPath = null, Exception? Error = null, bool IsLoop = false);
