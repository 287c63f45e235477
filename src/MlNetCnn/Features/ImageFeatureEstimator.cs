using Microsoft.ML;

namespace MlNetCnn.Features;

/// <summary>
/// Turns a column of image paths into a column of features, for any ML.NET trainer that follows. Images are read once, in
/// batches, with one worker per core; when saved, the transformer is a chain of plain ML.NET transformers.
/// </summary>
/// <remarks>
/// Input: a text column of paths. Output: a vector of float32, of the backbone's feature length. Rows whose image is
/// rejected are omitted from the output and listed in <see cref="ImageFeatureTransformer.Errors"/>.
/// Thread-safe as far as its <see cref="MLContext"/> is.
/// </remarks>
public sealed class ImageFeatureEstimator : IEstimator<ImageFeatureTransformer>
{
    private readonly MLContext _ml;
    private readonly string _outputColumn;
    private readonly string _inputColumn;
    private readonly Backbone _backbone;
    private readonly ImageFeatureOptions _options;

    internal ImageFeatureEstimator(MLContext ml, string outputColumn, string inputColumn, Backbone backbone, ImageFeatureOptions options)
    {
        _ml = ml;
        _outputColumn = outputColumn;
        _inputColumn = inputColumn;
        _backbone = backbone;
        _options = options;
    }

    /// <inheritdoc/>
    public ImageFeatureTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        OptionChecks.Validate(_options);
        var factor = _options.ResizeFactor
            ?? ResizeFactor.Choose(ImageFeatureView.ReadPaths(input, _inputColumn), _backbone.InputWidth, _backbone.InputHeight, _options.Resize);
        var imageInput = _backbone.Input(_options.Resize, factor);
        var mlNet = MlNetFeatures.Fit(_ml, _outputColumn, _inputColumn, _backbone, imageInput);
        return new ImageFeatureTransformer(mlNet, _outputColumn, _inputColumn, _backbone, _options, imageInput);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => MlNetFeatures.Estimator(
        _ml, _outputColumn, _inputColumn, _backbone, _backbone.Input(_options.Resize, ResizeFactor.Min)).GetOutputSchema(inputSchema);
}
