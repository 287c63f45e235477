using Microsoft.ML.Data;
using Microsoft.ML;

namespace MlNetCnn.Training;

/// <summary>
/// Training a network, pretrained or from scratch, as a step of an ML.NET pipeline: fitted on a column of picture paths and a column of labels, it
/// adds <c>Score</c> and
/// <c>PredictedLabel</c>. Where the label is a key, as behind <c>MapValueToKey</c>, the scores are in the key's order and
/// <c>PredictedLabel</c> is a key, as with ML.NET's own trainers; where it is text, so is <c>PredictedLabel</c>.
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
    /// Trains on all rows, and tells <see cref="MLContext.Log"/> of each epoch; without a validation set a tenth of the rows, class by class,
    /// decides instead which epoch is kept.
    /// </summary>
    /// <param name="input">Rows with paths and labels; read once.</param>
    /// <exception cref="MlNetCnnException">See <see cref="FineTuningTrainer.TrainAsync"/> and <see cref="CnnTrainer.TrainAsync"/>; or a column is
    /// missing or of another type.</exception>
    public ImageTrainingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);

        // ML.NET's interface is synchronous; the work runs on other threads, so waiting here blocks nothing but the caller.
        return Task.Run(() => FitAsync(input)).GetAwaiter().GetResult();
    }

    /// <summary>Does what <see cref="Fit"/> does, tells how far it is, and can be stopped.</summary>
    /// <param name="input">Rows with paths and labels; read once.</param>
    /// <param name="progress">Told of each step, or null.</param>
    /// <param name="cancellationToken">Stops the work at the next batch; a checkpoint stays.</param>
    /// <exception cref="MlNetCnnException">As for <see cref="Fit"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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

    /// <summary>The columns after this step.</summary>
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
            ErrorKind.Data, ErrorCodes.DataKeyWithoutImages, $"the label's key knows '{name}', and no training row has it",
            expected: "at least one row of each value of the key", received: $"rows of {string.Join(", ", classNames)}",
            fix: "fit MapValueToKey on the rows that are trained on");
    }
}

/// <summary>Trains on a split, as a trainer's <c>TrainAsync</c> does.</summary>
/// <param name="split">The images and the part that each plays.</param>
/// <param name="progress">Told of each step, or null.</param>
/// <param name="cancellationToken">Stops the work.</param>
internal delegate Task<TrainedClassifier> NetworkTraining(DatasetSplits split, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
