namespace MlNetCnn.Benchmarks;

/// <summary>A folder with a folder of images for each class.</summary>
internal sealed class ClassFolders
{
    private readonly (string Name, string[] Images)[] _classes;

    public ClassFolders(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BenchmarkException($"the folder '{folder}' is not there");
        }

        _classes =
        [
            .. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
                .Select(path => (Path.GetFileName(path), ImageSet.Below(path)))
                .Where(one => one.Item2.Length > 0),
        ];
        if (_classes.Length == 0)
        {
            throw new BenchmarkException($"'{folder}' has no folder with images for each class");
        }
    }

    /// <summary>The class of an image to be made: they take turns.</summary>
    public (string Name, string[] Images) Turn(int index) => _classes[index % _classes.Length];

    /// <summary>The image of that class whose turn it is.</summary>
    public string Image(int index) => Turn(index).Images[index / _classes.Length % Turn(index).Images.Length];
}
