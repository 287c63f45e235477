namespace MlNetCnn.Augmentations;

/// <summary>Draws an image as training would see it, epoch after epoch, and says what was done to it. Not safe for use by several threads at once.</summary>
[SharedInternal]
internal sealed class AugmentationRenderer : IDisposable
{
    private readonly ImageInput _input;
    private readonly AugmentationSampler _sampler;
    private readonly AugmentedImageDecoder _decoder;

    /// <summary>Creates a renderer.</summary>
    /// <param name="augmentation">Which random changes are made.</param>
    /// <param name="seed">The seed of the random changes.</param>
    /// <param name="input">What the network takes.</param>
    /// <param name="options">What the decoder accepts.</param>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>: the augmentation is out of its range.</exception>
    public AugmentationRenderer(Augmentation augmentation, long seed, ImageInput input, ImageDecoderOptions options)
    {
        augmentation.Validate();
        _input = input;
        _sampler = new AugmentationSampler(augmentation, seed, input.Width, input.Height);
        _decoder = new AugmentedImageDecoder(input, options, augmentation);
    }

    /// <summary>Draws an image unchanged, then as each epoch shows it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="index">The image's place in the list, on which the changes depend.</param>
    /// <param name="epochs">How many epochs.</param>
    /// <param name="drawn">Pixels, CHW, float32, RGB 0..255, and what was done: the unchanged image first; nothing if the file was rejected.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Render(string path, int index, int epochs, out IReadOnlyList<(float[] Pixels, IReadOnlyList<string> Changes)> drawn)
    {
        drawn = [];
        try
        {
            if (_decoder.Prepare(path, out var image) is { } error)
            {
                return error;
            }

            var geometry = new ViewGeometry(image.FullSize, _input);
            drawn =
            [
                Draw(SampledAugmentation.None),
                .. Enumerable.Range(0, epochs).Select(epoch => Draw(_sampler.Sample(epoch, index, asText: true))),
            ];
            return null;

            (float[] Pixels, IReadOnlyList<string> Changes) Draw(SampledAugmentation sample)
            {
                var pixels = new float[_decoder.PixelValueCount];
                _decoder.Render(image, sample, pixels);
                return (pixels, geometry.CropText(sample) is { } crop ? [crop, .. sample.Words] : sample.Words);
            }
        }
        finally
        {
            _decoder.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();
}
