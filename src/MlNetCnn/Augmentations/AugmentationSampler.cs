namespace MlNetCnn.Augmentations;

/// <summary>
/// Samples what happens to an image. The sample depends only on seed, epoch, image and repeat, so that it is the same on any thread
/// and in any order; each operation has its own random numbers, so that none changes when another is switched off.
/// </summary>
/// <param name="augmentation">The augmentation to sample from.</param>
/// <param name="seed">The seed of the run.</param>
/// <param name="width">Width of the network's input, in pixels.</param>
/// <param name="height">Height of the network's input, in pixels.</param>
internal sealed class AugmentationSampler(Augmentation augmentation, long seed, int width, int height)
{
    private readonly AugmentationOperation[] _operations =
        [.. AugmentationRegistry.All.Where(operation => operation.IsOn(augmentation)).OrderBy(operation => operation.StreamId)];

    /// <summary>Samples the operations for one image.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The image's index in the list.</param>
    /// <param name="repeat">The number of times the image was shown before in this epoch.</param>
    /// <param name="asText">Whether the sample also describes in words what happens.</param>
    public SampledAugmentation Sample(int epoch, int index, int repeat = 0, bool asText = false)
    {
        var sample = new SampledAugmentationBuilder(width, height, asText);
        foreach (var operation in _operations)
        {
            operation.Sample(augmentation, sample, Random(operation.StreamId));
        }

        if (augmentation.Function is { } function)
        {
            sample.Add(new FunctionOperation(function, (long)Random(AugmentationRegistry.FunctionStreamId).NextBits()), $"custom function");
        }

        return sample.ToSample();

        SeededRandom Random(int streamId) => SeededRandom.At(seed, epoch, index, repeat, streamId);
    }
}
