namespace MlNetCnn.Augmentations;

/// <summary>Samples what an operation does to one image.</summary>
/// <param name="augmentation">The augmentation to sample from.</param>
/// <param name="sample">Receives the sampled operation.</param>
/// <param name="random">The operation's own random numbers.</param>
internal delegate void AugmentationSampling(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random);

/// <summary>A random change of images, with everything that defines it; <see cref="AugmentationRegistry.All"/> lists the operations.</summary>
/// <param name="streamId">
/// The ID of its random number stream, and its place in the order in which operations are sampled. It never changes, so that a seed gives
/// the same images in every version; a new operation takes the next number.
/// </param>
/// <param name="sample">Samples what it does to one image.</param>
/// <param name="parameters">Its parameters; the operation is on if any parameter that has an effect is.</param>
internal sealed class AugmentationOperation(int streamId, AugmentationSampling sample, params AugmentationParameter[] parameters)
{
    /// <summary>The ID of its random number stream, which never changes.</summary>
    public int StreamId => streamId;

    /// <summary>Its parameters, in the order in which a spec writes them.</summary>
    public IReadOnlyList<AugmentationParameter> Parameters => parameters;

    /// <summary>Whether it mirrors or rotates images, which changes labels most often and is checked first.</summary>
    public bool Reorients { get; init; }

    /// <summary>Whether an augmentation includes it.</summary>
    public bool IsOn(Augmentation augmentation) => parameters.Any(parameter => parameter.Effect is not null && !parameter.IsDefault(augmentation));

    /// <summary>Samples what it does to one image.</summary>
    public AugmentationSampling Sample => sample;
}
