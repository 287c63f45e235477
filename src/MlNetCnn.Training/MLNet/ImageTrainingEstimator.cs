using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Training;

/// <summary>
/// A step of an ML.NET pipeline that trains a network, pretrained or from scratch. It is fitted on a column of image paths and a column of labels,
/// and adds <c>Score</c> and <c>PredictedLabel</c>. If the label is a key, as after <c>MapValueToKey</c>, the scores are in the key's order and
/// <c>PredictedLabel</c> is a key, as with ML.NET's own trainers; if the label is text, so is <c>PredictedLabel</c>.
/// </summary>
/// <remarks>Thread-safe as far as its <see cref="MLContext"/> is; trainings in one process run one after another.</remarks>
public sealed class ImageTrainingEstimator : IEstimator<ImageTrainingTransformer>
{
    private readonly MLContext _ml;
    private readonly EpochLog? _log;
    private readonly NetworkTraining _train;
    private readonly TrainingOptions _options;
    private readonly string _labelColumn;
    private readonly string _pathColumn;
    private readonly IDataView? _validationSet;

    internal ImageTrainingEstimator(
        MLContext ml, EpochLog? log, NetworkTraining train, TrainingOptions options, string labelColumn, string pathColumn, IDataView? validationSet)
    {
        _ml = ml;
        _log = log;
        _train = train;
        _options = options;
        _labelColumn = labelColumn;
        _pathColumn = pathColumn;
        _validationSet = validationSet;
    }

    /// <summary>
    /// Trains on all rows and writes each epoch to <see cref="MLContext.Log"/>. Without a validation set, a tenth of the rows of each class is held
    /// out to select the epoch that is kept.
    /// </summary>
    /// <param name="input">Rows with paths and labels; read once.</param>
    /// <exception cref="MlNetCnnException">See <see cref="FineTuningTrainer.TrainAsync"/> and <see cref="CnnTrainer.TrainAsync"/>; or a column is
    /// missing or has another type.</exception>
    public ImageTrainingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);

        // ML.NET's interface is synchronous; the work runs on other threads, so waiting here blocks only the caller.
        return Task.Run(() => FitAsync(input)).GetAwaiter().GetResult();
    }

    /// <summary>Does the same as <see cref="Fit"/>, with progress and cancellation.</summary>
    /// <param name="input">Rows with paths and labels; read once.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch; a checkpoint remains.</param>
    /// <exception cref="MlNetCnnException">As for <see cref="Fit"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<ImageTrainingTransformer> FitAsync(
        IDataView input, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var images = ImageDataset.FromDataView(input, _pathColumn, _labelColumn);
        var key = input.Schema.GetColumnOrNull(_labelColumn) is { Type: KeyDataViewType } column ? column : (DataViewSchema.Column?)null;
        var names = key is { } named ? ScoringStep.ClassNames(named) : null;
        int[] places = names is null ? [] : [.. names.Select(name => Place(images.ClassNames, name))];
        var split = _validationSet is null
            ? images.Split(test: 0, validation: 0.1, _options.Seed)
            : new DatasetSplits(images, ImageDataset.FromDataView(_validationSet, _pathColumn, _labelColumn), images.Select([], DatasetSplit.Test));
        var trained = await _train(split, _log?.Join(progress) ?? progress, cancellationToken).ConfigureAwait(false);
        var (graph, card) = (trained.Graph.Clone(), trained.Card);
        if (names is not null)
        {
            HeadRowPermutation.Apply(graph, places);
            card = card with { ClassNames = names };
        }

        var scoring = new ScoringStep(_ml, graph, card, _pathColumn, key, _options.Decoder, _options.Threads, _options.MaxRejectedFraction);
        return new ImageTrainingTransformer(scoring, trained);
    }

    /// <summary>Returns the columns after this step.</summary>
    /// <param name="inputSchema">The columns before it.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ScoringStep.OutputSchema(_ml, inputSchema, _pathColumn, _labelColumn, _options.Resize);
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
            ErrorKind.Data, ErrorCodes.DataKeyWithoutImages, $"the label key has the value '{name}', but no training row does",
            expected: "at least one row for each value of the key", received: $"rows of {string.Join(", ", classNames)}",
            fix: "fit MapValueToKey on the training rows");
    }
}
