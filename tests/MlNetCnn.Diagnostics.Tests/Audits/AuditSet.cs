using SkiaSharp;

namespace MlNetCnn.Diagnostics.Tests;

/// <summary>A temporary dataset to audit, made of the bundled images.</summary>
internal sealed class AuditSet : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Root;

    /// <summary>Adds a bundled image to the dataset, as a JPEG.</summary>
    public string Photo(string relative, int photo) => Rewritten(relative, photo, 224, 224);

    /// <summary>Adds a bundled image in another size and format.</summary>
    public string Rewritten(string relative, int photo, int width = 160, int height = 160, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg) =>
        TestPictures.Write(At(relative), width, height, format, photo);

    public string Text(string relative, string content)
    {
        var path = At(relative);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Returns a path in the dataset whose folder exists.</summary>
    public string At(string relative)
    {
        var path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public Task<AuditReport> AuditAsync(AuditOptions? options = null) => DatasetAudit.RunAsync(ImageDataset.FromFolder(Root), options);

    public void Dispose() => _folder.Dispose();
}
