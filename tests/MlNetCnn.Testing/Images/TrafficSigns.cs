using SkiaSharp;

namespace MlNetCnn.Testing;

/// <summary>
/// Renders images of traffic signs: a mirrored left arrow is a right arrow, a warning sign upside down is a yield sign,
/// and without color a blue sign is a red one.
/// </summary>
internal static class TrafficSigns
{
    public static readonly string[] ClassNames = ["give-way", "no-entry", "plate-blue", "plate-red", "turn-left", "turn-right", "warning"];

    private const int Width = 180;
    private const int Height = 160;

    /// <summary>Writes one folder per class.</summary>
    public static ImageDataset Write(string root, int perClass, int seed)
    {
        var random = new Random(seed);
        foreach (var name in ClassNames)
        {
            Directory.CreateDirectory(Path.Combine(root, name));
            for (var i = 0; i < perClass; i++)
            {
                Write(Path.Combine(root, name, $"{i:D3}.jpg"), name, random);
            }
        }

        return ImageDataset.FromFolder(root);
    }

    private static void Write(string path, string name, Random random)
    {
        using var bitmap = new SKBitmap(Width, Height, isOpaque: true);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { IsAntialias = true };
        DrawBackground(canvas, paint, random);

        // A circle of radius 1 around the origin becomes the sign.
        canvas.Translate(Width * Between(0.45f, 0.55f), Height * Between(0.45f, 0.55f));
        canvas.Scale(Height * Between(0.28f, 0.42f));
        canvas.RotateDegrees(Between(-4, 4));
        DrawSign(canvas, paint, name, (byte)random.Next(170, 230));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 85);
        using var stream = File.Create(path);
        data.SaveTo(stream);

        float Between(float from, float to) => from + ((to - from) * random.NextSingle());
    }

    private static void DrawBackground(SKCanvas canvas, SKPaint paint, Random random)
    {
        canvas.Clear(Any());
        for (var i = 0; i < 25; i++)
        {
            paint.Color = Any();
            var place = SKRect.Create(random.Next(-30, Width), random.Next(-30, Height), random.Next(4, 60), random.Next(4, 60));
            canvas.DrawRect(place, paint);
        }

        SKColor Any() => new((byte)random.Next(60, 200), (byte)random.Next(60, 200), (byte)random.Next(60, 200));
    }

    private static void DrawSign(SKCanvas canvas, SKPaint paint, string name, byte strength)
    {
        var (red, blue) = (new SKColor(strength, 20, 25), new SKColor(20, 60, strength));
        switch (name)
        {
            case "turn-left":
                canvas.Scale(-1, 1);
                DrawSign(canvas, paint, "turn-right", strength);
                break;
            case "turn-right":
                Disc(blue);
                paint.Color = SKColors.White;
                canvas.DrawRect(new SKRect(-0.65f, -0.16f, 0.15f, 0.16f), paint);
                Polygon((0.05f, -0.5f), (0.05f, 0.5f), (0.7f, 0));
                break;
            case "give-way":
                canvas.Scale(1, -1);
                DrawSign(canvas, paint, "warning", strength);
                break;
            case "warning":
                paint.Color = red;
                Polygon((0, -1), (-0.95f, 0.75f), (0.95f, 0.75f));
                paint.Color = SKColors.White;
                Polygon((0, -0.5f), (-0.55f, 0.5f), (0.55f, 0.5f));
                break;
            case "no-entry":
                Disc(red);
                paint.Color = SKColors.White;
                canvas.DrawRect(new SKRect(-0.65f, -0.2f, 0.65f, 0.2f), paint);
                break;
            default:
                paint.Color = name == "plate-red" ? red : blue;
                canvas.DrawRect(new SKRect(-1, -0.7f, 1, 0.7f), paint);
                paint.Color = SKColors.White;
                canvas.DrawRect(new SKRect(-0.7f, -0.45f, 0.7f, 0.45f), paint);
                break;
        }

        void Disc(SKColor color)
        {
            paint.Color = color;
            canvas.DrawCircle(0, 0, 1, paint);
        }

        void Polygon(params (float X, float Y)[] corners)
        {
            using var path = new SKPath();
            path.AddPoly([.. corners.Select(c => new SKPoint(c.X, c.Y))]);
            canvas.DrawPath(path, paint);
        }
    }
}
