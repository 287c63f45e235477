using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Training;

/// <summary>
/// A trained classifier as a step of an ML.NET pipeline; it is saved as the stock transformers that it consists of. A data view that
/// it hands out scores all rows, in batches, when the first of them is asked for.
/// </summary>
/// <remarks>
/// Rows whose picture is rejected are left out of the output and listed in <see cref="Errors"/>. Where <c>MapValueToKey</c> stands in
/// front, the saved chain asks for the label column; fit it by itself, train on what it gives, and save this transformer alone. The package that
/// <see cref="TrainedClassifier.Save"/> of <see cref="Trained"/> writes asks for paths alone too, and answers with names.
/// Thread-safe; dispose it when no thread uses it anymore.
/// </remarks>
public sealed class ImageTrainingTransformer : ITransformer, IDisposable
{
    private readonly ScoringStep _scoring;
    private readonly string _pathColumn;
    private readonly TrainingOptions _options;
    private readonly List<ImageError> _errors = [];
    private bool _disposed;

    internal ImageTrainingTransformer(ScoringStep scoring, TrainedClassifier trained, string pathColumn, TrainingOptions options)
    {
        _scoring = scoring;
        Trained = trained;
        _pathColumn = pathColumn;
        _options = options;
    }

    /// <summary>The classifier, with what was measured while it was trained; its class order is ordinal whatever the key's.</summary>
    public TrainedClassifier Trained { get; }

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

    /// <summary>The columns after this step.</summary>
    /// <param name="inputSchema">The columns before it.</param>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Whole.GetOutputSchema(inputSchema);

    /// <summary>Adds <c>Score</c>, with the class names as slot names, and <c>PredictedLabel</c>.</summary>
    /// <param name="input">Rows with paths.</param>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var schema = _scoring.Network.GetOutputSchema(input.Schema);
        return _scoring.Head.Transform(new ImageFeatureView(input, schema, _pathColumn, MlNetHead.InputPort, new ImageRows(Score, Check, Reject)));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) =>
        ((ITransformer)Whole).GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)Whole).Save(ctx);

    /// <inheritdoc/>
    public void Dispose()
    {
        _scoring.Whole.Dispose();
        _disposed = true;
    }

    private TransformerChain<ITransformer> Whole
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _scoring.Whole;
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
        var errors = ImageCheck.Run(paths, Trained.Card.Input, _options.Decoder, _options.Threads, CancellationToken.None);
        RejectionLimit.Check(paths.Count, [], [.. errors.Values], _options.MaxRejectedFraction);
        return errors;
    }

    private FeatureTable Score(IReadOnlyList<string> paths)
    {
        var card = Trained.Card;
        using var extractor = new FeatureExtractor(new ImageBatchRunner(
            new ImageBatchSession(_scoring.Graph.ToBytes(), card.Backbone ?? card.Network ?? "the network"), MlNetHead.InputPort,
            card.Input, _options.Decoder, _options.Threads));
        var table = Task.Run(() => extractor.ExtractAsync(paths)).GetAwaiter().GetResult();
        RejectionLimit.Check(paths.Count, [], table.Errors, _options.MaxRejectedFraction);
        return table;
    }
}
