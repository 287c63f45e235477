namespace MlNetCnn.Augmentations;

/// <summary>How strong random operations are at most.</summary>
/// <param name="Shear">By how many pixels a pixel lines are bent.</param>
/// <param name="Translation">How far a picture is moved, as a fraction of the input.</param>
/// <param name="Degrees">How far it is turned.</param>
/// <param name="Enhancement">How far the factors of brightness, colour, contrast and sharpness are from 1.</param>
/// <param name="LostBits">How many bits posterising takes.</param>
internal sealed record OperationStrengths(double Shear, double Translation, double Degrees, double Enhancement, int LostBits)
{
    /// <summary>Those of RandAugment.</summary>
    public static OperationStrengths RandAugment { get; } = new(0.3, 150.0 / 331, 30, 0.9, 4);

    /// <summary>Those of TrivialAugment's wide space; its 32 pixels are taken of 224.</summary>
    public static OperationStrengths TrivialAugment { get; } = new(0.99, 32.0 / 224, 135, 0.99, 6);
}
