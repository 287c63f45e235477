using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>How deep and how long to train, where the user leaves that open.</summary>
/// <param name="Range">Which layers are trained.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Sentence">What was chosen and why, in words.</param>
internal sealed record FineTuningPlan(LayerRange Range, int Epochs, string Sentence)
{
    /// <summary>The most epochs that are chosen.</summary>
    public const int MaxEpochs = 30;

    // Measured on 500 training images of flowers that were held out, so that the test had no say. ResNet-18, 30 images per class, two draws: the head
    // alone 82.0 and 78.6 %, one stage 82.8 and 77.8, two stages 80.8 and 80.0: chance. MobileNetV2, 40 images per class: head 85.0, two stages 85.6.
    // With ten, of which one steers, there is nothing to choose an epoch by.
    private const int MinForTwoStages = 20;

    // Of these validation images the head has to be expected to get wrong at least so many: on fewer nobody can see that training helps. Measured on ants and
    // bees, MobileNetV2, three draws of 120 training images, 12 of which steer: the head 97.6 %, two stages 96.7 %.
    private const double MinErrors = 2;

    // Images shown in all. More than this changed nothing but the time.
    private const int ImagesShown = 20000;
    private const int MinEpochs = 6;

    /// <summary>Chooses.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="trainingImages">Usable training images.</param>
    /// <param name="classCount">Classes there are.</param>
    /// <param name="validationImages">Usable validation images.</param>
    /// <param name="headAccuracy">Fits a head on the frozen features and tells the share that it gets right of images that it was not fitted on,
    /// 0..1; asked only where it matters.</param>
    public static FineTuningPlan Choose(FineTuningOptions options, int trainingImages, int classCount, int validationImages, Func<double> headAccuracy)
    {
        var perClass = trainingImages / classCount;
        if (options.Unfreeze.Kind != LayerRangeKind.Auto)
        {
            return Make(options, trainingImages, options.Unfreeze, "");
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $", because there are about {perClass} training images per class");
        if (perClass < MinForTwoStages)
        {
            return Make(options, trainingImages, LayerRange.Head, reason);
        }

        // Without validation images nothing is judged, and the last epoch is kept.
        if (validationImages > 0 && headAccuracy() is var accuracy && (1 - accuracy) * validationImages < MinErrors)
        {
            return Make(options, trainingImages, LayerRange.Head, string.Create(
                CultureInfo.InvariantCulture,
                $", because heads like it get {100 * accuracy:0.0} % of images right that they were not fitted on, and {validationImages} validation images "
                    + $"are too few to show that training brings more (layers that one names are trained all the same)"));
        }

        return Make(options, trainingImages, LayerRange.LastStages(2), reason);
    }

    private static FineTuningPlan Make(FineTuningOptions options, int trainingImages, LayerRange range, string reason)
    {
        var epochs = options.Epochs ?? Math.Clamp(ImagesShown / trainingImages, MinEpochs, MaxEpochs);
        var depth = range.Kind switch
        {
            LayerRangeKind.Stages when range.Count == 1 => "the head and the last stage",
            LayerRangeKind.Stages => string.Create(CultureInfo.InvariantCulture, $"the head and the last {range.Count} stages"),
            LayerRangeKind.Layers when range.Count == 1 => "the head and the last layer",
            LayerRangeKind.Layers => string.Create(CultureInfo.InvariantCulture, $"the head and the last {range.Count} layers"),
            LayerRangeKind.From => $"everything behind '{range.Tensor}'",
            _ => "every layer",
        };
        return new FineTuningPlan(range, epochs, range.Kind == LayerRangeKind.Head
            ? $"Trained is the head alone, fitted exactly on the frozen features{reason}."
            : string.Create(
                CultureInfo.InvariantCulture, $"Trained are {depth}{reason}, for at most {epochs} {(epochs == 1 ? "epoch" : "epochs")}."));
    }
}
