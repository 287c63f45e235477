using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Training;

/// <summary>
/// Fine-tuning as a step of an ML.NET pipeline: fitted on a column of picture paths and a column of labels, it adds <c>Score</c> and
/// <c>PredictedLabel</c>. Where the label is a key, as behind <c>MapValueToKey</c>, the scores are in the key's order and
/// <c>PredictedLabel</c> is a key, as with ML.NET's own trainers; where it is text, so is <c>PredictedLabel</c>.
/// </summary>
public sealed class ImageFineTuningEstimator : IEstimator<ImageFineTuningTransformer>
{
    private readonly MLContext _ml;
    private readonly Backbone _backbone;
    private readonly FineTuningOptions _options;
    private readonly string _labelColumn;
    private readonly string _pathColumn;

    internal ImageFineTuningEstimator(MLContext ml, Backbone backbone, FineTuningOptions options, string labelColumn, string pathColumn)
    {
        _ml = ml;
        _backbone = backbone;
        _options = options;
        _labelColumn = labelColumn;
        _pathColumn = pathColumn;
    }

    /// <summary>Trains on all rows, but for a stratified tenth that decides which epoch is kept.</summary>
    /// <param name="input">Rows with paths and labels; read once.</param>
    /// <exception cref="MlNetCnnException">See <see cref="FineTuningTrainer.TrainAsync"/>.</exception>
    public ImageFineTuningTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var names = KeyNames(input);
        var split = ImageListing.FromDataView(input, _pathColumn, _labelColumn).Split(test: 0, validation: 0.1, _options.Seed);

        // ML.NET's interface is synchronous; the work runs on a thread of its own, so waiting here blocks nothing but the caller.
        var trained = Task.Run(() => new FineTuningTrainer(_backbone, _options).TrainAsync(split)).GetAwaiter().GetResult();
        var (graph, card) = (trained.Graph.Clone(), trained.Card);
        if (names is not null)
        {
            ClassOrder.Apply(graph, [.. names.Select(name => Place(card.ClassNames, name))]);
            card = card with { ClassNames = names };
        }

        var (stock, _) = ScoringPipeline.Build(_ml, graph, card, fromImages: false, _pathColumn, labelIsKey: names is not null);
        return new ImageFineTuningTransformer(stock, trained);
    }

    /// <summary>The columns after this step.</summary>
    /// <param name="inputSchema">The columns before it.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);

        // SchemaShape's columns cannot be made outside ML.NET; estimators of its own that give the same columns are asked.
        var isKey = inputSchema.Any(column => column.Name == _labelColumn && column.IsKey);
        var pixels = StockImages.FromPaths(_ml, GraphSurgery.Image, _pathColumn, 1, 1, _options.Resize);
        var trainer = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(_labelColumn, GraphSurgery.Image);
        return isKey
            ? pixels.Append(trainer).GetOutputSchema(inputSchema)
            : pixels.Append(_ml.Transforms.Conversion.MapValueToKey(_labelColumn)).Append(trainer)
                .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")).GetOutputSchema(inputSchema);
    }

    private static int Place(IReadOnlyList<string> classNames, string name)
    {
        for (var i = 0; i < classNames.Count; i++)
        {
            if (classNames[i] == name)
            {
                return i;
            }
        }

        throw new MlNetCnnException(
            FaultKind.Data, "DATA_KEY_WITHOUT_IMAGES", $"the label's key knows '{name}', and no training row has it",
            expected: "at least one row of each value of the key", received: $"rows of {string.Join(", ", classNames)}",
            fix: "fit MapValueToKey on the rows that are trained on");
    }

    private IReadOnlyList<string>? KeyNames(IDataView input)
    {
        if (input.Schema.GetColumnOrNull(_labelColumn) is not { Type: KeyDataViewType } column)
        {
            return null;
        }

        var values = default(VBuffer<ReadOnlyMemory<char>>);
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }
}
