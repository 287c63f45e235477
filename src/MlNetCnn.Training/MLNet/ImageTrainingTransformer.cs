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
    private bool _disposed;

    internal ImageTrainingTransformer(ScoringStep scoring, TrainedClassifier trained)
    {
        _scoring = scoring;
        Trained = trained;
    }

    /// <summary>The classifier, with what was measured while it was trained; its class order is ordinal whatever the key's.</summary>
    public TrainedClassifier Trained { get; }

    /// <summary>The pictures that were rejected so far, in any view that this transformer handed out.</summary>
    public IReadOnlyList<ImageError> Errors => _scoring.Errors;

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
        return _scoring.Transform(input);
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
}
