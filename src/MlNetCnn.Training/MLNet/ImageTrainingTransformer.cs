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

    /// <summary>The classifier, with the measurements made during training; its classes are in ordinal order, whatever the order of the key.</summary>
    public TrainedClassifier Trained { get; }

    /// <summary>The images rejected so far, in any data view that this transformer returned.</summary>
    public IReadOnlyList<ImageError> Errors => _scoring.Errors;

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
