using System.Collections.Concurrent;

namespace MlNetCnn.Primitives;

/// <summary>Tracks the temporary files and folders that exist, so that a program that ends in the middle of work can delete them.</summary>
internal static class Leftovers
{
    private static readonly ConcurrentDictionary<string, bool> Paths = [];

    /// <summary>Adds a path.</summary>
    public static void Add(string path) => Paths[path] = true;

    /// <summary>Deletes a file, or a folder with its content, and removes the path from the list.</summary>
    /// <param name="path">The path; it need not exist.</param>
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
            // A file in use or a missing disk is not worth failing for.
        }
    }

    /// <summary>Deletes all temporary files and folders.</summary>
    public static void DeleteAll()
    {
        foreach (var path in Paths.Keys)
        {
            Delete(path);
        }
    }
}
