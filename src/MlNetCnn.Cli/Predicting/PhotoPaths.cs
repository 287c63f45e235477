namespace MlNetCnn.Cli;

/// <summary>Finds the photos that <c>predict</c> is asked about, one after another, so that a folder of any size can begin at once.</summary>
/// <param name="columns">How a table is read.</param>
/// <param name="warn">Takes what a person should know, for example a folder that cannot be read.</param>
internal sealed class PhotoPaths(TableOptions columns, Action<string> warn)
{
    /// <summary>The photos that arguments stand for: a file itself, the photos in and below a folder, the rows of a table.</summary>
    /// <remarks>A path that does not exist is passed on as it is, and becomes a fault where it is opened.</remarks>
    public IEnumerable<string> Find(IEnumerable<string> arguments) => arguments.SelectMany(Find);

    private IEnumerable<string> Find(string argument)
    {
        if (Directory.Exists(argument))
        {
            return FindInFolder(argument);
        }

        return Path.GetExtension(argument).ToLowerInvariant() is ".csv" or ".tsv" && File.Exists(argument)
            ? TablePaths.Read(argument, columns, warn)
            : [argument];
    }

    private IEnumerable<string> FindInFolder(string root)
    {
        var any = false;
        var pending = new Stack<string>([root]);
        while (pending.TryPop(out var folder))
        {
            // One folder at a time is sorted, so that the output is the same on every machine.
            var (photos, folders) = Read(folder);
            foreach (var photo in photos)
            {
                any = true;
                yield return photo;
            }

            folders.Reverse();
            folders.ForEach(pending.Push);
        }

        if (!any)
        {
            warn($"no photo in '{root}'; a folder is searched for {ImageExtensions.Accepted}");
        }
    }

    private (List<string> Photos, List<string> Folders) Read(string folder)
    {
        var photos = new List<string>();
        var folders = new List<string>();
        try
        {
            foreach (var entry in FolderEntry.Read(folder))
            {
                // Links to folders are not followed: they may lead round in circles.
                if (entry.IsFolder && !entry.IsLink)
                {
                    folders.Add(Path.Combine(folder, entry.Name));
                }
                else if (!entry.IsFolder && ImageExtensions.Matches(entry.Path))
                {
                    photos.Add(Path.Combine(folder, entry.Name));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            warn($"the folder '{folder}' cannot be read: {error.Message.TrimEnd('.')}");
        }

        photos.Sort(StringComparer.Ordinal);
        folders.Sort(StringComparer.Ordinal);
        return (photos, folders);
    }
}
