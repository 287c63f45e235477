using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Training;

/// <summary>How a network that was built from layers is trained, from random weights.</summary>
public sealed record CnnTrainingOptions : TrainingOptions
{
    /// <summary>Epochs where nothing else is said.</summary>
    internal const int UsualEpochs = 60;

    /// <summary>Epochs with few images. On 200 photos twice the usual number classified 2 to 9 of 100 more photos right, over three seeds.</summary>
    internal const int EpochsOfFewImages = 120;

    /// <summary>From here on there are not few images.</summary>
    internal const int ManyImages = 1000;

    /// <summary>Creates the defaults.</summary>
    public CnnTrainingOptions()
        : base(batchSize: 32, OptimizerKind.Sgd, ScheduleKind.OneCycle, weightDecay: 5e-4)
    {
    }

    /// <summary>Width and height of the network's input, in pixels, 8..1024.</summary>
    /// <value>64.</value>
    [Range(8, 1024)]
    public int InputSize { get; init; } = 64;

    /// <summary>Whether the network sees grey pictures, with one channel, in place of red, green and blue.</summary>
    /// <value>False.</value>
    public bool Grayscale { get; init; }

    /// <summary>How often every training image is shown, 1..1000.</summary>
    /// <value>Null: 60, or 120 where there are fewer than 1000 training images, since each epoch has so few steps then.</value>
    [Range(1, 1000)]
    public int? Epochs { get; init; }

    /// <summary>What is done to pixels, in training and ever after, unless <see cref="TrainingOptions.Augmentation"/> says so itself.</summary>
    /// <value>The training images' mean of each channel is subtracted, and what is left divided by their standard deviation.</value>
    public PixelStandardization Standardization { get; init; } = new() { FeaturewiseCenter = true, FeaturewiseStd = true };

    /// <summary>What is done to pixels, wherever that was said.</summary>
    internal PixelStandardization PixelChange =>
        Augmentation is { } given && given.Standardization != PixelStandardization.None ? given.Standardization : Standardization;

    /// <inheritdoc/>
    internal override bool LearnsStatistics => NormalizesBatches;

    /// <summary>Whether the network has batch normalisation.</summary>
    internal bool NormalizesBatches { get; init; }

    /// <inheritdoc/>
    internal override int PatienceFor(int epochs) => Patience ?? epochs;

    /// <summary>The same for a network.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>: it needs batches of two images or more.</exception>
    internal CnnTrainingOptions For(OnnxGraph network)
    {
        var normalizes = network.Proto.Node.Any(node => node.OpType == "BatchNormalization");
        var options = this with { NormalizesBatches = normalizes };
        options.Validate();
        return options;
    }

    /// <summary>How often the images are shown.</summary>
    /// <param name="trainingImages">How many there are.</param>
    internal int EpochsOf(int trainingImages) => Epochs ?? (trainingImages < ManyImages ? EpochsOfFewImages : UsualEpochs);

    /// <summary>
    /// The highest learning rate of every weight. Large steps silence the rectifiers of networks that normalise nothing: with that of the others AlexNet learns
    /// nothing of CIFAR-100, and <c>mlp</c> two thirds of what it can.
    /// </summary>
    /// <param name="network">The network.</param>
    internal double HighestRate(OnnxGraph network)
    {
        if (LearningRate is { } rate)
        {
            return rate;
        }

        var operators = network.Proto.Node.Select(node => node.OpType).ToHashSet(StringComparer.Ordinal);
        var fragile = operators.Contains("Relu") && !operators.Any(name => name.EndsWith("Normalization", StringComparison.Ordinal));
        return Optimizer == OptimizerKind.Sgd ? (fragile ? 0.0025 : 0.05) * BatchSize / 32 : 2e-3;
    }
}
