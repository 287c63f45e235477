namespace MlNetCnn.Augmentations;

/// <summary>
/// Draws what happens to a picture. The draw depends on seed, epoch, picture and repeat alone, so that it is the same on any thread
/// and in any order; each operation has random numbers of its own, so that none changes when another is switched off.
/// </summary>
/// <param name="augmentation">What may happen.</param>
/// <param name="seed">The seed of the run.</param>
/// <param name="width">Width of the network's input, in pixels.</param>
/// <param name="height">Height of the network's input, in pixels.</param>
internal sealed class AugmentationSampler(Augmentation augmentation, long seed, int width, int height)
{
    private readonly AugmentationOperation[] _operations =
        [.. AugmentationRegistry.All.Where(operation => operation.IsOn(augmentation)).OrderBy(operation => operation.StreamId)];

    /// <summary>Draws.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The picture's place in the list.</param>
    /// <param name="repeat">How often the picture was shown before in this epoch.</param>
    /// <param name="asText">Whether the draw also says in words what happens.</param>
    public SampledAugmentation Sample(int epoch, int index, int repeat = 0, bool asText = false)
    {
        var sample = new SampledAugmentationBuilder(width, height, asText);
        foreach (var operation in _operations)
        {
            operation.Sample(augmentation, sample, Random(operation.StreamId));
        }

        if (augmentation.Function is { } function)
        {
            sample.Add(new FunctionOperation(function, (long)Random(AugmentationRegistry.FunctionStreamId).NextBits()), $"own function");
        }

        return sample.ToSample();

        SeededRandom Random(int streamId) => SeededRandom.At(seed, epoch, index, repeat, streamId);
    }
}
