using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Features;

/// <summary>
/// Adds the feature column. A data view that it hands out extracts the features of all rows when the first of them is
/// asked for, and keeps them: trainers read their input many times.
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
    private readonly List<ImageError> _errors = [];
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
    }

    /// <summary>The pictures that were rejected so far, in any view that this transformer handed out.</summary>
    public IReadOnlyList<ImageError> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    bool ITransformer.IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Chain.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ImageFeatureView(input, GetOutputSchema(input.Schema), _inputColumn, _outputColumn, new ImageRows(Extract, Check, Reject));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)Chain).GetRowToRowMapper(inputSchema);

    /// <summary>Saves the stock chain, so that any ML.NET application loads it.</summary>
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

    private void Reject(IEnumerable<ImageError> errors)
    {
        lock (_errors)
        {
            _errors.AddRange(errors);
        }
    }

    private IReadOnlyDictionary<int, ImageError> Check(IReadOnlyList<string> paths)
    {
        var errors = ImageCheck.Run(paths, _imageInput, _options.Decoder, _options.Threads, _options.CancellationToken);
        RejectionLimit.Check(paths.Count, [], [.. errors.Values], _options.MaxRejectedFraction);
        return errors;
    }

    private FeatureTable Extract(IReadOnlyList<string> paths)
    {
        var options = new FeatureExtractorOptions
        {
            Threads = _options.Threads, Resize = _imageInput.Resize, ResizeFactor = _imageInput.Factor!.Value, Decoder = _options.Decoder,
            Cache = _options.Cache,
        };
        using var extractor = new FeatureExtractor(_backbone, options);

        // ML.NET's interface is synchronous; the work runs on the thread pool, so waiting here blocks nothing but the caller.
        var table = Task.Run(() => extractor.ExtractAsync(paths, _options.Progress, _options.CancellationToken)).GetAwaiter().GetResult();
        RejectionLimit.Check(paths.Count, [], table.Errors, _options.MaxRejectedFraction);
        return table;
    }
}
