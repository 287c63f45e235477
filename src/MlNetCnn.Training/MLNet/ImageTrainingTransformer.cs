using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Training;

/// <summary>
/// A trained classifier as a step of an ML.NET pipeline; it is saved as the plain ML.NET transformers that it consists of. A data view that it
/// returns scores all rows, in batches, when the first row is read.
/// </summary>
/// <remarks>
/// Rows with a rejected image are omitted from the output and listed in <see cref="Errors"/>. If <c>MapValueToKey</c> comes before it, the saved
/// chain requires the label column; fit <c>MapValueToKey</c> separately, train on its output, and save only this transformer. The package that
/// <see cref="TrainedClassifier.Save"/> of <see cref="Trained"/> writes also requires only paths, and returns class names.
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

    /// <summary>The classifier, with the measurements made during training; its classes are in ordinal order, whatever the order of the key.</summary>
    public TrainedClassifier Trained { get; }

    /// <summary>The images rejected so far, in any view that this transformer returned.</summary>
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

    /// <summary>Returns the columns after this step.</summary>
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
