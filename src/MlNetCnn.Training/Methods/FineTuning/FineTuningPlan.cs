using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>The layers to train and the number of epochs, chosen automatically unless the user specifies them.</summary>
/// <param name="Range">The layers that are trained.</param>
/// <param name="Epochs">The number of passes over the training images.</param>
/// <param name="Sentence">A sentence that explains the choice.</param>
internal sealed record FineTuningPlan(LayerRange Range, int Epochs, string Sentence)
{
    /// <summary>The maximum number of epochs that is chosen automatically.</summary>
    public const int MaxEpochs = 30;

    // Measured on 500 training images of flowers that were held out, so that the test set had no influence. ResNet-18, 30 images per class, two
    // samples: the head alone 82.0 and 78.6 %, one stage 82.8 and 77.8 %, two stages 80.8 and 80.0 %: chance. MobileNetV2, 40 images per class: head
    // 85.0 %, two stages 85.6 %. With ten images per class, one of them for validation, there is nothing to select an epoch by.
    private const int MinForTwoStages = 20;

    // The head must be expected to misclassify at least this many validation images: with fewer, an improvement by training cannot be shown. Measured
    // on ants and bees, MobileNetV2, three samples of 120 training images, 12 of them for validation: the head 97.6 %, two stages 96.7 %.
    private const double MinErrors = 2;

    // The number of images shown over all epochs. A larger number only took more time.
    private const int ImagesShown = 20000;
    private const int MinEpochs = 6;

    /// <summary>Chooses the layers and the number of epochs.</summary>
    /// <param name="options">The requested options.</param>
    /// <param name="trainingImages">The number of valid training images.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="validationImages">The number of valid validation images.</param>
    /// <param name="headAccuracy">Fits a head on the frozen features and returns its accuracy on images that it was not fitted on, 0..1; called only
    /// if needed.</param>
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

        // Without validation images there is nothing to compare by, and the last epoch is kept.
        if (validationImages > 0 && headAccuracy() is var accuracy && (1 - accuracy) * validationImages < MinErrors)
        {
            return Make(options, trainingImages, LayerRange.Head, string.Create(
                CultureInfo.InvariantCulture,
                $", because similar heads classify {100 * accuracy:0.0} % of held-out images correctly, and {validationImages} validation images "
                    + $"are too few to show an improvement (layers that you specify are trained anyway)"));
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
            LayerRangeKind.From => $"everything after '{range.Tensor}'",
            _ => "every layer",
        };
        return new FineTuningPlan(range, epochs, range.Kind == LayerRangeKind.Head
            ? $"Training only the head, fitted exactly on the frozen features{reason}."
            : string.Create(
                CultureInfo.InvariantCulture, $"Training {depth}{reason}, for at most {epochs} {(epochs == 1 ? "epoch" : "epochs")}."));
    }
}
