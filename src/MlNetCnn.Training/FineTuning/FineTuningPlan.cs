using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>How deep and how long to train, where the user leaves that open.</summary>
/// <param name="Range">Which layers are trained.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Sentence">What was chosen and why, in words.</param>
internal sealed record FineTuningPlan(LayerRange Range, int Epochs, string Sentence)
{
    /// <summary>The most epochs that are chosen.</summary>
    public const int MostEpochs = 30;

    // With 30 images per class of flowers one stage gained half a point on 400 held-out training images over the head alone (two draws):
    // hardly more than chance. With fewer, deeper training has more to lose than to win.
    private const int FewestForOneStage = 20;
    private const int FewestForTwoStages = 60;

    // Images shown in all. More than this changed nothing but the time.
    private const int ImagesShown = 20000;
    private const int FewestEpochs = 6;

    /// <summary>Chooses.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="trainingImages">Usable training images.</param>
    /// <param name="classCount">Classes there are.</param>
    public static FineTuningPlan Choose(FineTuningOptions options, int trainingImages, int classCount)
    {
        var perClass = trainingImages / classCount;
        var range = options.Unfreeze.Kind != LayerRangeKind.Auto ? options.Unfreeze
            : perClass < FewestForOneStage ? LayerRange.Head
            : LayerRange.LastStages(perClass < FewestForTwoStages ? 1 : 2);
        var epochs = options.Epochs ?? Math.Clamp(ImagesShown / trainingImages, FewestEpochs, MostEpochs);
        var depth = range.Kind switch
        {
            LayerRangeKind.Head => "the head alone",
            LayerRangeKind.Stages when range.Count == 1 => "the head and the last stage",
            LayerRangeKind.Stages => string.Create(CultureInfo.InvariantCulture, $"the head and the last {range.Count} stages"),
            LayerRangeKind.Layers when range.Count == 1 => "the head and the last layer",
            LayerRangeKind.Layers => string.Create(CultureInfo.InvariantCulture, $"the head and the last {range.Count} layers"),
            LayerRangeKind.From => $"everything behind '{range.Tensor}'",
            _ => "every layer",
        };
        var reason = options.Unfreeze.Kind == LayerRangeKind.Auto
            ? string.Create(CultureInfo.InvariantCulture, $", because there are about {perClass} training images per class")
            : "";
        var length = range.Kind == LayerRangeKind.Head
            ? ", fitted exactly on the frozen features"
            : string.Create(CultureInfo.InvariantCulture, $", for at most {epochs} {(epochs == 1 ? "epoch" : "epochs")}");
        return new FineTuningPlan(range, epochs, $"Trained are {depth}{reason}{length}.");
    }
}
