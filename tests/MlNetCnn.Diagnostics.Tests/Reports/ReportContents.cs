using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn.Diagnostics.Tests;

/// <summary>Reports with generated images and made-up predictions.</summary>
internal static class ReportContents
{
    /// <summary>A class name, note and file name that break any page that does not escape them.</summary>
    public const string Hostile = "</script><img src=x onerror=alert(1)>\"'&amp;\u202Egpj";

    /// <summary>A report with everything in it.</summary>
    public static ReportContent Everything(TemporaryFolder folder, int count = 60)
    {
        string[] classes = ["ant", Hostile, "cow"];
        var images = Images(folder, count, classes.Length, path: i => OperatingSystem.IsWindows() ? $"{i}.png" : $"<b>{i}&\".png");
        return new ReportContent
        {
            Title = Hostile,
            Card = Card(classes),
            Facts = [new(Hostile, Hostile)],
            Command = $"mlnetcnn train --data '{Hostile}'",
            Notes = [Hostile],
            Measured = ClassificationReport.Create(classes, images),
            Images = images,
            History = [.. Enumerable.Range(0, 8).Select(epoch => new EpochRecord(
                epoch, epoch == 0 ? double.NaN : 1.5 / epoch, 1.2 / (epoch + 1), 0.5 + (epoch / 20.0), 0.45 + (epoch / 20.0), epoch == 0 ? 0 : 0.0005 / epoch, 2.5))],
            BestEpoch = 6,
            Errors = [new ImageError(folder.File(Hostile.Replace('/', '_')), "IMG_TRUNCATED", Hostile)],
            Seconds = [new("train", 12.5), new("in all", 13)],
            PeakMemoryBytes = 300L << 20,
            Sections =
            [
                new ReportSection(Hostile, new ReportTable([Hostile, "x"], [[Hostile, ReportCell.Number("1.0", 0.5)]])) { Paragraphs = [Hostile] },
            ],
            HeatMap = path => path.Sum(c => c) % 2 == 0 ? Noise(64, 3) : null,
        };
    }

    /// <summary>Images with predictions, about four of five correct.</summary>
    /// <param name="folder">The folder that the images are written to.</param>
    /// <param name="count">The number of predictions; they share 40 images.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="path">The name of image i.</param>
    /// <param name="side">The side of an image, in pixels.</param>
    public static ScoredImage[] Images(TemporaryFolder folder, int count, int classCount, Func<int, string> path, int side = 48)
    {
        string[] files = [.. Enumerable.Range(0, Math.Min(count, 40)).Select(i => folder.File(path(i)))];
        foreach (var (i, file) in files.Index())
        {
            File.WriteAllBytes(file, Noise(side, i));
        }

        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var probabilities = Enumerable.Range(0, classCount).Select(_ => random.NextSingle() / classCount).ToArray();
            probabilities[random.NextSingle() < 0.8f ? i % classCount : random.Next(classCount)] += 0.5f + (3 * random.NextSingle());
            var sum = probabilities.Sum();
            return new ScoredImage(files[i % files.Length], i % classCount, [.. probabilities.Select(value => value / sum)]);
        })];
    }

    /// <summary>A model card.</summary>
    public static ModelCard Card(IReadOnlyList<string> classes) => new()
    {
        ClassNames = classes, Method = "finetune", Backbone = Hostile, BackboneSha256 = new string('a', 64), License = Hostile, Preprocessing = "inception",
        InputWidth = 224, InputHeight = 224, Resize = ResizeMode.Crop, ResizeFactor = 1.75, Seed = 1,
    };

    /// <summary>A PNG that compresses poorly.</summary>
    public static byte[] Noise(int side, int seed)
    {
        using var bitmap = new SKBitmap(side, side, SKImageInfo.PlatformColorType, SKAlphaType.Opaque);
        var pixels = new byte[bitmap.ByteCount];
        new Random(seed).NextBytes(pixels);
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }
}
