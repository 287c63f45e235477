using SkiaSharp;

namespace MlNetCnn.Training.Tests;

/// <summary>Images of bars on noise, one folder per class, and a small network to train on them; deleted when disposed.</summary>
internal sealed class ShapeSet : IDisposable
{
    public const int Size = 32;

    private readonly TemporaryFolder _folder = new();

    public ShapeSet(int perClass, int classCount = 2, int seed = 5)
    {
        for (var label = 0; label < classCount; label++)
        {
            for (var i = 0; i < perClass; i++)
            {
                Draw(Path.Combine(Photos, $"turn{label}", $"{i:000}.png"), label * 180f / classCount, SeededRandom.At(seed, label, i));
            }
        }

        var net = new NetBuilder(Size);
        net.ConvNorm(8, 3, 2).Relu().ConvNorm(16, 3, 2).Relu().ConvNorm(32, 3, 2).Relu();
        File.WriteAllBytes(NetworkPath, net.Classify().ToBytes());
        Backbone = Backbone.FromFile(NetworkPath, Preprocessing.Inception);
    }

    public string Photos => _folder.File("photos");

    public string NetworkPath => _folder.File("net.onnx");

    public Backbone Backbone { get; }

    public DatasetSplits Split(double test = 0.25, double validation = 0.25) => ImageDataset.FromFolder(Photos).Split(test, validation);

    public string Output(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    private static void Draw(string path, float degrees, SeededRandom random)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(Size, Size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor((byte)random.Next(120), (byte)random.Next(120), (byte)random.Next(120)));
        canvas.Translate(16 + random.Next(7) - 3, 16 + random.Next(7) - 3);
        canvas.RotateDegrees(degrees + random.Next(15) - 7);
        using var paint = new SKPaint { Color = new SKColor((byte)(130 + random.Next(120)), (byte)(130 + random.Next(120)), (byte)(130 + random.Next(120))) };
        canvas.DrawRect(-12, -3, 24, 6, paint);
        canvas.Flush();
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }
}
