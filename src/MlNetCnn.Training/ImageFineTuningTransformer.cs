using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Training;

/// <summary>A fine-tuned classifier as a step of an ML.NET pipeline; it is saved as the stock transformers that it consists of.</summary>
public sealed class ImageFineTuningTransformer : ITransformer, IDisposable
{
    private readonly ITransformer _stock;

    internal ImageFineTuningTransformer(ITransformer stock, TrainedClassifier trained) => (_stock, Trained) = (stock, trained);

    /// <summary>The classifier, with what was measured while it was trained; its class order is ordinal whatever the key's.</summary>
    public TrainedClassifier Trained { get; }

    bool ITransformer.IsRowToRowMapper => _stock.IsRowToRowMapper;

    /// <summary>The columns after this step.</summary>
    /// <param name="inputSchema">The columns before it.</param>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _stock.GetOutputSchema(inputSchema);

    /// <summary>Adds <c>Score</c> and <c>PredictedLabel</c>, as a stock application does.</summary>
    /// <param name="input">Rows with paths.</param>
    public IDataView Transform(IDataView input) => _stock.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _stock.GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => _stock.Save(ctx);

    /// <inheritdoc/>
    public void Dispose() => (_stock as IDisposable)?.Dispose();
}
