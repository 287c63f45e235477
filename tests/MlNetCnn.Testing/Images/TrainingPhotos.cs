namespace MlNetCnn.Testing;

/// <summary>Copies bundled training images to a test's folder.</summary>
internal static class TrainingPhotos
{
    /// <summary>Copies the first images of some classes, one folder per class.</summary>
    /// <returns>The folder that contains the class folders.</returns>
    public static string Copy(this TemporaryFolder folder, string name, int count, params string[] classes)
    {
        foreach (var label in classes)
        {
            var target = Directory.CreateDirectory(Path.Combine(folder.File(name), label)).FullName;
            foreach (var photo in Of(label).Take(count))
            {
                File.Copy(photo, Path.Combine(target, Path.GetFileName(photo)), overwrite: true);
            }
        }

        return folder.File(name);
    }

    /// <summary>Returns the bundled training images of a class, in ordinal order.</summary>
    public static IEnumerable<string> Of(string label) =>
        Directory.GetFiles(Path.Combine(Repository.Emoji, "train", label)).Order(StringComparer.Ordinal);
}
