using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetCnn.Imaging;

/// <summary>
/// ML.NET's own transformers from an image to the input of a packaged graph: float32 CHW, RGB 0..255, or, if the graph reduces the image
/// that ML.NET renders, bytes HWC.
/// </summary>
internal static class MlNetImages
{
    /// <summary>Returns the transformers for a column of paths.</summary>
    public static EstimatorChain<ITransformer> FromPaths(MLContext ml, string pathColumn, ImageInput input)
    {
        var imageColumn = LoadedColumn(input);
        return new EstimatorChain<ITransformer>()
            .Append<ITransformer>(ml.Transforms.LoadImages(imageColumn, "", pathColumn))
            .Append<ITransformer>(FromImages(ml, imageColumn, input));
    }

    /// <summary>Returns the transformers for a column of <see cref="MLImage"/>.</summary>
    public static EstimatorChain<ITransformer> FromImages(MLContext ml, string imageColumn, ImageInput input)
    {
        var resizing = input.Resize switch
        {
            ResizeMode.Crop => ImageResizingEstimator.ResizingKind.IsoCrop,
            ResizeMode.Pad => ImageResizingEstimator.ResizingKind.IsoPad,
            _ => ImageResizingEstimator.ResizingKind.Fill,
        };
        var resizedColumn = ResizedColumn(input);
        return new EstimatorChain<ITransformer>()
            .Append<ITransformer>(ml.Transforms.ResizeImages(resizedColumn, input.DrawnSize.Width, input.DrawnSize.Height, imageColumn, resizing))
            .Append<ITransformer>(ml.Transforms.ExtractPixels(
                OutputColumn(input), resizedColumn, interleavePixelColors: input.IsReduced, outputAsFloatArray: !input.IsReduced));
    }

    /// <summary>Returns the output column: the input of the packaged graph.</summary>
    public static string OutputColumn(ImageInput input) => input.IsReduced ? PixelReduction.DrawnPixels : GraphEditor.Image;

    /// <summary>Returns the columns that <see cref="FromPaths"/> adds.</summary>
    public static string[] AddedColumns(ImageInput input) => [LoadedColumn(input), ResizedColumn(input), OutputColumn(input)];

    private static string LoadedColumn(ImageInput input) => $"{OutputColumn(input)}.loaded";

    private static string ResizedColumn(ImageInput input) => $"{OutputColumn(input)}.resized";
}
