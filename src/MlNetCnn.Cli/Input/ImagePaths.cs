using System.Runtime.InteropServices;

namespace MlNetCnn.Cli;

/// <summary>Finds images one by one, so that work on a folder of any size starts immediately.</summary>
/// <param name="columns">How a table is read.</param>
/// <param name="warnings">Receives warnings, for example about a folder that cannot be read.</param>
internal sealed class ImagePaths(TableOptions columns, TextWriter warnings)
{
    /// <summary>The extensions of image files in a folder, for messages.</summary>
    public static readonly string Extensions = string.Join(", ", ImageFiles.Extensions);

    // The hash of a path is enough to detect repetitions and needs little memory for millions of paths.
    private readonly HashSet<ContentHash> _seen = [];
    private string? _firstRepeated;
    private int _repeated;

    /// <summary>Finds the images of arguments: a file itself, the images in a folder and its subfolders, or the rows of a table.</summary>
    /// <remarks>
    /// A path that does not exist is returned, and causes an error when it is opened. Images that are specified several times are returned several
    /// times, with a warning at the end.
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
            Warn($"{DisplayText.Count(_repeated, "path")} {(_repeated == 1 ? "repeats" : "repeat")} an image that was already specified, first "
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
                    Warn($"the link '{file.Path}' was not followed, because it leads to a parent folder or a folder that was already searched");
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
            Warn($"{DisplayText.Count(others.Count, "file")} in '{root}' {(others.Count == 1 ? "was" : "were")} skipped; a folder is searched for "
                + $"{Extensions}: {RejectionLimit.ByKind(others)}");
        }
        else if (!any)
        {
            Warn($"no image in '{root}'; a folder is searched for {Extensions}");
        }
    }

    private void Warn(string warning) => warnings.WriteLine($"warning: {DisplayText.OneLine(warning)}");
}
