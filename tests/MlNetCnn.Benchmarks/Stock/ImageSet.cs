namespace MlNetCnn.Benchmarks;

/// <summary>The images of a measurement, with a temporary folder.</summary>
internal sealed class ImageSet : IDisposable
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetcnn-stock-");

    /// <summary>Finds all images in a folder, in ordinal order, or those listed in a text file.</summary>
    public ImageSet(string folderOrList)
    {
        Paths = Directory.Exists(folderOrList) ? Below(folderOrList)
            : System.IO.File.Exists(folderOrList) ? Listed(folderOrList)
            : throw new BenchmarkException($"'{folderOrList}' is neither a folder nor a list of images");
        if (Paths.Length == 0)
        {
            throw new BenchmarkException($"'{folderOrList}' contains no images");
        }

        List = File("images.txt");
        System.IO.File.WriteAllLines(List, Paths);
    }

    public string[] Paths { get; }

    /// <summary>The text file that lists the images, for the processes that read it.</summary>
    public string List { get; }

    /// <summary>Returns the images in a folder and its subfolders, in ordinal order.</summary>
    public static string[] Below(string folder) =>
    [
        .. Directory.GetFiles(Path.GetFullPath(folder), "*", SearchOption.AllDirectories)
            .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal),
    ];

    private static string[] Listed(string list) =>
        [.. System.IO.File.ReadLines(list).Where(line => line.Length > 0).Select(Path.GetFullPath)];

    /// <summary>Returns the path of a file that is deleted on disposal.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
