namespace MlNetCnn.Testing;

/// <summary>Writes files to a test's folder.</summary>
internal static class TemporaryFiles
{
    public static string Write(this TemporaryFolder folder, string name, byte[] content)
    {
        var path = folder.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
