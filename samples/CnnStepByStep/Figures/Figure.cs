namespace CnnStepByStep;

/// <summary>A figure of the tutorial.</summary>
/// <param name="Name">The file name without the extension.</param>
/// <param name="Svg">The content of the file.</param>
internal sealed record Figure(string Name, string Svg)
{
    /// <summary>Draws all figures, in the order of the tutorial.</summary>
    public static IReadOnlyList<Figure> All() =>
    [
        new("imagenet", TimelineFigure.Draw()),
        new("from-loading-to-prediction", PipelineFigure.Draw()),
        new("augmentation", AugmentationFigure.Draw()),
        new("receptive-field", ReceptiveFieldFigure.Draw()),
        new("convolution", ConvolutionFigure.Draw()),
        new("filter-depth", FilterDepthFigure.Draw()),
        new("feature-map", FeatureMapFigure.Draw()),
        new("stride", StrideFigure.Draw()),
        new("padding", PaddingFigure.Draw()),
        new("activation", ActivationFigure.Draw()),
        new("pooling", PoolingFigure.Draw()),
        new("flatten", FlattenFigure.Draw()),
        new("dense", DenseFigure.Draw()),
        new("transfer", TransferFigure.Draw()),
    ];
}
