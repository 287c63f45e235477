using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace MlNetCnn.Cli;

/// <summary>Checks that the native libraries load and work.</summary>
internal static class NativeLibraryChecks
{
    // ML.NET 6 calls members that version 2 lacks.
    private const int NeededSkiaSharp = 3;

    // A PNG of one red pixel.
    private static readonly byte[] RedPixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    /// <summary>Checks that ONNX Runtime loads.</summary>
    public static string OnnxRuntime() => $"{OrtEnv.Instance().GetVersionString()} loads";

    /// <summary>Checks that SkiaSharp loads, is the version that ML.NET needs, and decodes an image.</summary>
    public static string SkiaSharp()
    {
        var version = Versions.Of(typeof(SKBitmap));
        if (typeof(SKBitmap).Assembly.GetName().Version?.Major != NeededSkiaSharp)
        {
            throw new InvalidOperationException($"version {version} was found; ML.NET 6 needs version {NeededSkiaSharp}");
        }

        using var bitmap = SKBitmap.Decode(RedPixel);
        return bitmap?.GetPixel(0, 0) == SKColors.Red
            ? $"{version} loads and decodes"
            : throw new InvalidOperationException("an image of one red pixel was decoded incorrectly");
    }

    /// <summary>Checks that the default backbone is present and runs.</summary>
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
                throw new InvalidOperationException("the features are NaN or infinite");
            }
        }

        return features.Length == backbone.FeatureCount
            ? $"{backbone.Name} runs and returns {features.Length} features"
            : throw new InvalidOperationException($"it returns {features.Length} features instead of {backbone.FeatureCount}");
    }
}
