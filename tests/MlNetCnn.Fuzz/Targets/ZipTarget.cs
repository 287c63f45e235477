namespace MlNetCnn.Fuzz;

/// <summary>Loads saved models, damaged outside and inside, and predicts; only exceptions of this library are allowed.</summary>
internal sealed class ZipTarget : IFuzzTarget
{
    private readonly string _photo = Path.Combine(Path.GetTempPath(), $"mlnetcnn-fuzz-{Guid.NewGuid():N}.jpg");

    /// <param name="kind">The kind of mutation.</param>
    public ZipTarget(FuzzKind kind = FuzzKind.Package)
    {
        var model = TinyClassifier.Create();
        var path = Path.ChangeExtension(_photo, ".zip");
        model.Save(path);
        Seeds = [new FuzzSeed("model", kind, File.ReadAllBytes(path))];
        File.Delete(path);
        File.WriteAllBytes(_photo, PictureSeeds.Create()[0].Bytes);
    }

    public IReadOnlyList<FuzzSeed> Seeds { get; }

    public string Feed(string path, int round)
    {
        try
        {
            using var classifier = ImageClassifier.Load(path, new ImageClassifierOptions { Threads = 1 });
            return classifier.Predict(_photo).Error?.Code ?? "ok";
        }
        catch (MlNetCnnException exception)
        {
            return exception.Code;
        }
    }

    public void Dispose() => File.Delete(_photo);
}
