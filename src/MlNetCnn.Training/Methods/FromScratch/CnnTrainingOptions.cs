using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Training;

/// <summary>Options of training a network from random weights.</summary>
public sealed record CnnTrainingOptions : TrainingOptions
{
    /// <summary>The default number of epochs.</summary>
    internal const int UsualEpochs = 60;

    /// <summary>The number of epochs with few images. With 200 images, twice the default number classified 2 to 9 more of 100 images correctly, over
    /// three seeds.</summary>
    internal const int EpochsOfFewImages = 120;

    /// <summary>The number of training images from which on the default number of epochs is used.</summary>
    internal const int ManyImages = 1000;

    /// <summary>Creates the default options.</summary>
    public CnnTrainingOptions()
        : base(batchSize: 32, OptimizerKind.Sgd, ScheduleKind.OneCycle, weightDecay: 5e-4)
    {
    }

    /// <summary>The width and height of the network's input in pixels, 8..1024.</summary>
    /// <value>64.</value>
    [Range(8, 1024)]
    public int InputSize { get; init; } = 64;

    /// <summary>Whether the network sees grayscale images, with one channel instead of red, green and blue.</summary>
    /// <value>False.</value>
    public bool Grayscale { get; init; }

    /// <summary>The number of epochs, 1..1000.</summary>
    /// <value>Null: 60, or 120 with fewer than 1000 training images, because each epoch then has so few steps.</value>
    [Range(1, 1000)]
    public int? Epochs { get; init; }

    /// <summary>The standardization of pixels, in training and in the trained model, unless <see cref="TrainingOptions.Augmentation"/> specifies it.</summary>
    /// <value>The mean of the training images is subtracted from each channel, and the result is divided by their standard deviation.</value>
    public PixelStandardization Standardization { get; init; } = new() { FeaturewiseCenter = true, FeaturewiseStd = true };

    /// <summary>The standardization of pixels, wherever it was specified.</summary>
    internal PixelStandardization PixelChange =>
        Augmentation is { } given && given.Standardization != PixelStandardization.None ? given.Standardization : Standardization;

    /// <inheritdoc/>
    internal override bool LearnsStatistics => NormalizesBatches;

    /// <summary>Whether the network has batch normalization.</summary>
    internal bool NormalizesBatches { get; init; }

    /// <inheritdoc/>
    internal override int PatienceFor(int epochs) => Patience ?? epochs;

    /// <summary>Returns the options for a network.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>: the network requires batches of two or more images.</exception>
    internal CnnTrainingOptions For(OnnxGraph network)
    {
        var normalizes = network.Proto.Node.Any(node => node.OpType == "BatchNormalization");
        var options = this with { NormalizesBatches = normalizes };
        options.Validate();
        return options;
    }

    /// <summary>Returns the number of epochs.</summary>
    /// <param name="trainingImages">The number of training images.</param>
    internal int EpochsOf(int trainingImages) => Epochs ?? (trainingImages < ManyImages ? EpochsOfFewImages : UsualEpochs);

    /// <summary>
    /// Returns the highest learning rate of all weights. Large steps make the ReLUs of networks without normalization die: at the rate of the other
    /// networks, AlexNet learns nothing on CIFAR-100, and <c>mlp</c> two thirds of what it can.
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
