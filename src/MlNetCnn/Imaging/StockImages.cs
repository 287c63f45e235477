using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetCnn;

/// <summary>ML.NET's own transformers from a picture to pixels: CHW, float32, RGB 0..255.</summary>
internal static class StockImages
{
    /// <summary>From a column of paths.</summary>
    public static EstimatorChain<ITransformer> FromPaths(MLContext ml, string outputColumn, string pathColumn, int width, int height, ResizeMode mode)
    {
        var imageColumn = LoadedColumn(outputColumn);
        return new EstimatorChain<ITransformer>()
            .Append<ITransformer>(ml.Transforms.LoadImages(imageColumn, "", pathColumn))
            .Append<ITransformer>(FromImages(ml, outputColumn, imageColumn, width, height, mode));
    }

    /// <summary>From a column of <see cref="MLImage"/>.</summary>
    public static EstimatorChain<ITransformer> FromImages(MLContext ml, string outputColumn, string imageColumn, int width, int height, ResizeMode mode)
    {
        var resizing = mode switch
        {
            ResizeMode.Crop => ImageResizingEstimator.ResizingKind.IsoCrop,
            ResizeMode.Pad => ImageResizingEstimator.ResizingKind.IsoPad,
            _ => ImageResizingEstimator.ResizingKind.Fill,
        };
        var resizedColumn = ResizedColumn(outputColumn);
        return new EstimatorChain<ITransformer>()
            .Append<ITransformer>(ml.Transforms.ResizeImages(resizedColumn, width, height, imageColumn, resizing))
            .Append<ITransformer>(ml.Transforms.ExtractPixels(outputColumn, resizedColumn));
    }

    /// <summary>The columns that <see cref="FromPaths"/> adds on the way to its output.</summary>
    public static string[] IntermediateColumns(string outputColumn) => [LoadedColumn(outputColumn), ResizedColumn(outputColumn)];

    private static string LoadedColumn(string outputColumn) => $"{outputColumn}.loaded";

    private static string ResizedColumn(string outputColumn) => $"{outputColumn}.resized";
}
