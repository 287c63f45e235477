namespace MlNetCnn.Primitives;

/// <summary>
/// Manages the temporary files and folders that this library has on disk. Each is deleted when the work that needs it ends, whether it
/// succeeds, fails or is canceled.
/// </summary>
public static class TemporaryFiles
{
    /// <summary>
    /// Deletes all temporary files and folders. Use it in a program that ends its process in the middle of work, for example by
    /// <see cref="Environment.FailFast(string)"/>; work that continues afterward fails. Files that cannot be deleted stay.
    /// </summary>
    public static void DeleteAll() => Leftovers.DeleteAll();
}
