namespace MlNetCnn.Augmentations;

/// <summary>Renders an image as training sees it, epoch after epoch, and describes the changes. Not thread-safe.</summary>
[SharedInternal]
internal sealed class AugmentationRenderer : IDisposable
{
    private readonly ImageInput _input;
    private readonly AugmentationSampler _sampler;
    private readonly AugmentedImageDecoder _decoder;

    /// <summary>Creates a renderer.</summary>
    /// <param name="augmentation">The random changes.</param>
    /// <param name="seed">The seed of the random changes.</param>
    /// <param name="input">The input of the network.</param>
    /// <param name="options">Limits and settings of the decoder.</param>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>: a parameter of the augmentation is out of range.</exception>
    public AugmentationRenderer(Augmentation augmentation, long seed, ImageInput input, ImageDecoderOptions options)
    {
        augmentation.Validate();
        _input = input;
        _sampler = new AugmentationSampler(augmentation, seed, input.Width, input.Height);
        _decoder = new AugmentedImageDecoder(input, options, augmentation);
    }

    /// <summary>Renders an image unchanged, then as each epoch shows it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="index">The index of the image in the list; the changes depend on it.</param>
    /// <param name="epochs">The number of epochs.</param>
    /// <param name="rendered">The pixels, CHW, float32, RGB 0..255, and the changes, the unchanged image first; empty if the file was rejected.</param>
    /// <returns>Null, or why the file was rejected.</returns>
    public ImageError? Render(string path, int index, int epochs, out IReadOnlyList<(float[] Pixels, IReadOnlyList<string> Changes)> rendered)
    {
        rendered = [];
        try
        {
            if (_decoder.Prepare(path, out var image) is { } error)
            {
                return error;
            }

            var geometry = new ViewGeometry(image.FullSize, _input);
            rendered =
            [
                One(SampledAugmentation.None),
                .. Enumerable.Range(0, epochs).Select(epoch => One(_sampler.Sample(epoch, index, asText: true))),
            ];
            return null;

            (float[] Pixels, IReadOnlyList<string> Changes) One(SampledAugmentation sample)
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
