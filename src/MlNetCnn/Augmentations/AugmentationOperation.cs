namespace MlNetCnn.Augmentations;

/// <summary>Samples what an operation does to one image.</summary>
/// <param name="augmentation">What may happen.</param>
/// <param name="sample">Where it goes.</param>
/// <param name="random">The operation's own random numbers.</param>
internal delegate void AugmentationSampling(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random);

/// <summary>A random change of images. All that is known of it stands here; <see cref="AugmentationRegistry.All"/> lists the operations.</summary>
/// <param name="streamId">
/// The name of its random numbers, and its place in the order in which operations are sampled. It never changes, so that a seed gives the
/// same images in every version; a new operation takes the next number.
/// </param>
/// <param name="sample">Samples what it does to one image.</param>
/// <param name="parameters">Its parameters; it is on where one that has an effect is.</param>
internal sealed class AugmentationOperation(int streamId, AugmentationSampling sample, params AugmentationParameter[] parameters)
{
    /// <summary>The name of its random numbers, which never changes.</summary>
    public int StreamId => streamId;

    /// <summary>Its parameters, in the order in which a spec writes them.</summary>
    public IReadOnlyList<AugmentationParameter> Parameters => parameters;

    /// <summary>Whether it mirrors or turns images, which changes labels most often and is checked first.</summary>
    public bool Reorients { get; init; }

    /// <summary>Whether an augmentation asks for it.</summary>
    public bool IsOn(Augmentation augmentation) => parameters.Any(parameter => parameter.Effect is not null && !parameter.IsDefault(augmentation));

    /// <summary>Samples what it does to one image.</summary>
    public AugmentationSampling Sample => sample;
}
