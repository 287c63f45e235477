namespace MlNetCnn.Benchmarks;

/// <summary>A folder with one folder of images per class.</summary>
internal sealed class ClassFolders
{
    private readonly (string Name, string[] Images)[] _classes;

    public ClassFolders(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BenchmarkException($"the folder '{folder}' does not exist");
        }

        _classes =
        [
            .. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
                .Select(path => (Path.GetFileName(path), ImageSet.Below(path)))
                .Where(one => one.Item2.Length > 0),
        ];
        if (_classes.Length == 0)
        {
            throw new BenchmarkException($"'{folder}' has no class folders with images");
        }
    }

    /// <summary>Returns the class of the next image to create, in rotation.</summary>
    public (string Name, string[] Images) Turn(int index) => _classes[index % _classes.Length];

    /// <summary>Returns the next image of that class, in rotation.</summary>
    public string Image(int index) => Turn(index).Images[index / _classes.Length % Turn(index).Images.Length];
}
