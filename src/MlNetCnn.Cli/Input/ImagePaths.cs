using System.Runtime.InteropServices;

namespace MlNetCnn.Cli;

/// <summary>Finds the photos that <c>predict</c> is asked about, one after another, so that a folder of any size can begin at once.</summary>
/// <param name="columns">How a table is read.</param>
/// <param name="warnings">Where a person is told, for example of a folder that cannot be read.</param>
internal sealed class ImagePaths(TableOptions columns, TextWriter warnings)
{
    /// <summary>The ends of names by which photos are known in a folder, for a message.</summary>
    public static readonly string Extensions = string.Join(", ", ImageFiles.Extensions);

    // The hash of a path is enough to tell of repeats, and of millions of paths it takes little memory.
    private readonly HashSet<ContentHash> _seen = [];
    private string? _firstRepeated;
    private int _repeated;

    /// <summary>The photos that arguments stand for: a file itself, the photos in and below a folder, the rows of a table.</summary>
    /// <remarks>
    /// A path that does not exist is passed on as it is, and becomes a fault where it is opened. Photos that are named more than once are
    /// given as often, and that is told at the end.
    /// </remarks>
    public IEnumerable<string> Find(IEnumerable<string> arguments)
    {
        foreach (var path in arguments.SelectMany(Find))
        {
            if (path.Length > 0 && !_seen.Add(ContentHash.Of(MemoryMarshal.AsBytes(Path.GetFullPath(path).AsSpan()))))
            {
                _repeated++;
                _firstRepeated ??= path;
            }

            yield return path;
        }

        if (_repeated > 0)
        {
            Warn($"{DisplayText.Count(_repeated, "path")} {(_repeated == 1 ? "repeats" : "repeat")} a photo that was named already, the first of them "
                + $"'{_firstRepeated}'");
        }
    }

    private IEnumerable<string> Find(string argument)
    {
        if (Directory.Exists(argument))
        {
            return FindInFolder(argument);
        }

        return Path.GetExtension(argument).ToLowerInvariant() is ".csv" or ".tsv" && File.Exists(argument)
            ? ImageFiles.EnumerateTable(argument, columns, Warn)
            : [argument];
    }

    private IEnumerable<string> FindInFolder(string root)
    {
        var any = false;
        var others = new List<ImageError>();
        foreach (var file in ImageFiles.EnumerateFolder(root))
        {
            switch (file.Kind)
            {
                case FolderItemKind.UnreadableFolder:
                    Warn($"the folder '{file.Path}' cannot be read: {file.Error!.TrimEnd('.')}");
                    break;
                case FolderItemKind.RepeatedFolder:
                    Warn($"the link '{file.Path}' leads to a folder that is on the way to it or already searched, so it was not followed");
                    break;
                case FolderItemKind.Image:
                    any = true;
                    yield return file.Path;
                    break;
                default:
                    others.Add(new ImageError(file.Path, ErrorCodes.ImageExtension, ""));
                    break;
            }
        }

        if (others.Count > 0)
        {
            Warn($"{DisplayText.Count(others.Count, "file")} in '{root}' {(others.Count == 1 ? "was" : "were")} passed over, since a folder is searched for "
                + $"{Extensions}: {RejectionLimit.ByKind(others)}");
        }
        else if (!any)
        {
            Warn($"no photo in '{root}'; a folder is searched for {Extensions}");
        }
    }

    private void Warn(string warning) => warnings.WriteLine($"warning: {DisplayText.OneLine(warning)}");
}
