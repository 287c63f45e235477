namespace MlNetCnn.Primitives;

/// <summary>
/// The temporary files and folders that this library has on the disk at the moment. Each is deleted when the work that needs it ends, whether it
/// succeeds, fails or is cancelled.
/// </summary>
public static class TemporaryFiles
{
    /// <summary>
    /// Deletes all of them. For a program that ends its process in the middle of work, by <see cref="Environment.FailFast(string)"/> for example;
    /// work that goes on after it fails. What cannot be deleted stays.
    /// </summary>
    public static void DeleteAll() => Leftovers.DeleteAll();
}
