namespace MlNetCnn.Datasets;

/// <summary>
/// Walks through a folder and all its subfolders, one file after another in the order of the file system: memory grows with the number of
/// folders, not of files. Links to folders are followed, but never in a cycle; a folder that cannot be read is reported, and the walk continues.
/// </summary>
/// <param name="read">Reads one folder; null to read from the file system.</param>
internal sealed class FolderWalk(Func<string, IEnumerable<FolderEntry>>? read = null)
{
    private readonly Func<string, IEnumerable<FolderEntry>> _read = read ?? FolderEntry.Read;

    /// <summary>Walks through an existing folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Every visible file of any name, and every folder that cannot be read.</returns>
    public IEnumerable<WalkedFile> Below(string folder) => Below(new FolderEntry(folder, IsFolder: true, IsLink: true), realParent: "");

    /// <summary>Walks through a folder whose parent's real path is known.</summary>
    /// <param name="start">The folder.</param>
    /// <param name="realParent">The path of its parent folder, without links.</param>
    /// <returns>Every visible file of any name, and every folder that cannot be read.</returns>
    public IEnumerable<WalkedFile> Below(FolderEntry start, string realParent)
    {
        // Folders are identified by their real paths, because several links can lead to one folder.
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

    // A broken link is reported when the image is read.
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

/// <summary>An item found by a walk through folders.</summary>
/// <param name="Path">The path, which starts with the path of the walk's root.</param>
/// <param name="RealPath">The path of a file without links; null for a folder.</param>
/// <param name="Error">The reason a folder cannot be read; null for a file.</param>
/// <param name="IsLoop">Whether it is a link to a parent folder or to a folder that was already visited, and so is not followed.</param>
internal readonly record struct WalkedFile(string Path, string? RealPath = null, Exception? Error = null, bool IsLoop = false);
