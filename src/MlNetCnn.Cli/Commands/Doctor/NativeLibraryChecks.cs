using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace MlNetCnn.Cli;

/// <summary>Whether the native libraries load and do their work.</summary>
internal static class NativeLibraryChecks
{
    // ML.NET 6 calls members that version 2 lacks.
    private const int NeededSkiaSharp = 3;

    // A PNG of one red pixel.
    private static readonly byte[] RedPixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    /// <summary>ONNX Runtime loads.</summary>
    public static string OnnxRuntime() => $"{OrtEnv.Instance().GetVersionString()} loads";

    /// <summary>SkiaSharp loads, is the version that ML.NET needs, and decodes a picture.</summary>
    public static string SkiaSharp()
    {
        var version = Versions.Of(typeof(SKBitmap));
        if (typeof(SKBitmap).Assembly.GetName().Version?.Major != NeededSkiaSharp)
        {
            throw new InvalidOperationException($"version {version} is beside the program; ML.NET 6 needs version {NeededSkiaSharp}");
        }

        using var bitmap = SKBitmap.Decode(RedPixel);
        return bitmap?.GetPixel(0, 0) == SKColors.Red
            ? $"{version} loads and decodes"
            : throw new InvalidOperationException("a picture of one red pixel is not decoded as it should be");
    }

    /// <summary>The default backbone is there and runs.</summary>
    public static string RunDefaultBackbone()
    {
        var backbone = Backbone.Default;
        using var extractor = new FeatureExtractor(backbone, new FeatureExtractorOptions { Threads = 1 });
        var features = new float[extractor.Length];
        extractor.ExtractPixels(new float[3 * backbone.InputHeight * backbone.InputWidth], features);
        foreach (var feature in features)
        {
            if (!float.IsFinite(feature))
            {
                throw new InvalidOperationException("it gives features that are no numbers");
            }
        }

        return features.Length == backbone.FeatureCount
            ? $"{backbone.Name} runs and gives {features.Length} features"
            : throw new InvalidOperationException($"it gives {features.Length} features in place of {backbone.FeatureCount}");
    }
}
