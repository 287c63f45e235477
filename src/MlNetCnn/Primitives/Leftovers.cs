using System.Collections.Concurrent;

namespace MlNetCnn.Primitives;

/// <summary>Temporary files and folders that are there at the moment, so that a program which ends in the middle of work leaves none behind.</summary>
internal static class Leftovers
{
    private static readonly ConcurrentDictionary<string, bool> Paths = [];

    /// <summary>Notes a path.</summary>
    public static void Add(string path) => Paths[path] = true;

    /// <summary>Deletes a file or a folder with all that is in it, and forgets the path.</summary>
    /// <param name="path">The path; nothing need be there.</param>
    public static void Delete(string path)
    {
        Paths.TryRemove(path, out _);
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (DiskErrors.Include(exception))
        {
            // What still uses it, or a disk that is gone, is not worth failing for.
        }
    }

    /// <summary>Deletes all that is there.</summary>
    public static void DeleteAll()
    {
        foreach (var path in Paths.Keys)
        {
            Delete(path);
        }
    }
}
