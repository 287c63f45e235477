using SkiaSharp;

namespace MlNetCnn.Diagnostics.Tests;

/// <summary>A temporary set of pictures to audit, made of the bundled photos.</summary>
internal sealed class AuditSet : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Root;

    /// <summary>Puts a bundled image into the set, as a JPEG.</summary>
    public string Photo(string relative, int photo) => Rewritten(relative, photo, 224, 224);

    /// <summary>Puts a bundled photo of another size and format into the set.</summary>
    public string Rewritten(string relative, int photo, int width = 160, int height = 160, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg) =>
        TestPictures.Write(At(relative), width, height, format, photo);

    public string Text(string relative, string content)
    {
        var path = At(relative);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A path in the set, whose folder exists.</summary>
    public string At(string relative)
    {
        var path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public Task<AuditReport> AuditAsync(AuditOptions? options = null) => DatasetAudit.RunAsync(ImageDataset.FromFolder(Root), options);

    public void Dispose() => _folder.Dispose();
}
