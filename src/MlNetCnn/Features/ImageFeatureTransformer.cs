using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Features;

/// <summary>
/// Adds the feature column. A data view that it returns extracts the features of all rows when the first of them is
/// requested, and caches them: trainers read their input many times.
/// </summary>
/// <remarks>Thread-safe; dispose it when no thread uses it anymore.</remarks>
public sealed class ImageFeatureTransformer : ITransformer, IDisposable
{
    private readonly TransformerChain<ITransformer> _mlNet;
    private readonly string _outputColumn;
    private readonly string _inputColumn;
    private readonly Backbone _backbone;
    private readonly ImageFeatureOptions _options;
    private readonly ImageInput _imageInput;
    private readonly ImageRows _rows;
    private bool _disposed;

    internal ImageFeatureTransformer(
        TransformerChain<ITransformer> mlNet, string outputColumn, string inputColumn, Backbone backbone, ImageFeatureOptions options,
        ImageInput imageInput)
    {
        _mlNet = mlNet;
        _outputColumn = outputColumn;
        _inputColumn = inputColumn;
        _backbone = backbone;
        _options = options;
        _imageInput = imageInput;
        _rows = new ImageRows(imageInput, options.Decoder, options.Threads, options.MaxRejectedFraction, ExtractAsync, options.CancellationToken);
    }

    /// <summary>The images rejected so far, in any data view that this transformer returned.</summary>
    public IReadOnlyList<ImageError> Errors => _rows.Errors;

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Chain.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ImageFeatureView(input, GetOutputSchema(input.Schema), _inputColumn, _outputColumn, _rows);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)Chain).GetRowToRowMapper(inputSchema);

    /// <summary>Saves the chain of plain ML.NET transformers, so that any ML.NET application loads it.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)Chain).Save(ctx);

    /// <inheritdoc/>
    public void Dispose()
    {
        _mlNet.Dispose();
        _disposed = true;
    }

    private TransformerChain<ITransformer> Chain
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _mlNet;
        }
    }

    private async Task<FeatureTable> ExtractAsync(IReadOnlyList<string> paths)
    {
        var options = new FeatureExtractorOptions
        {
            Threads = _options.Threads, Resize = _imageInput.Resize, ResizeFactor = _imageInput.Factor!.Value, Decoder = _options.Decoder,
            Cache = _options.Cache,
        };
        using var extractor = new FeatureExtractor(_backbone, options);
        return await extractor.ExtractAsync(paths, _options.Progress, _options.CancellationToken).ConfigureAwait(false);
    }
}
