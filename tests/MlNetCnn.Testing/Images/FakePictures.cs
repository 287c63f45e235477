using System.Text;

namespace MlNetCnn.Testing;

/// <summary>A temporary folder of files named like images; listing does not open them.</summary>
public sealed class FakePictures : IDisposable
{
    public FakePictures()
    {
        Root = Directory.CreateTempSubdirectory("listing").FullName;
    }

    public string Root { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public string Folder(string relative) => Directory.CreateDirectory(At(relative)).FullName;

    public string At(string relative) => Path.Combine(Root, relative);

    public string File(string relative, string? content = null)
    {
        var path = At(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        
        // Files with the same content would be kept in one split.
        System.IO.File.WriteAllText(path, content ?? relative);
        return path;
    }

    public FakePictures Files(string folder, int count, string extension = ".jpg")
    {
        for (var i = 0; i < count; i++)
        {
            File($"{folder}/{i:D3}{extension}");
        }

        return this;
    }

    public string Table(string text, string name = "photos.csv", Encoding? encoding = null)
    {
        System.IO.File.WriteAllText(At(name), text, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return At(name);
    }
}
