using System.Collections.Concurrent;

namespace MlNetCnn.Inference;

/// <summary>Images as training sees them, sampled again in every pass.</summary>
/// <param name="paths">The files.</param>
/// <param name="options">How images are read and augmented.</param>
/// <param name="kept">The cache of decoded images, or null.</param>
internal sealed class AugmentedPixelSource(IReadOnlyList<string> paths, ImageBatchLoaderOptions options, ImageCache? kept) : IPixelSource
{
    private readonly ConcurrentBag<AugmentedImageDecoder> _idle = [];
    private readonly AugmentationSampler _sampler = new(options.Augmentation, options.Seed, options.Width, options.Height);

    /// <inheritdoc/>
    public ImageError? Read(ImageRequest requested, Span<float> pixels)
    {
        if (kept?.Error(requested.Index) is { } known)
        {
            return known;
        }

        if (!_idle.TryTake(out var decoder))
        {
            decoder = new AugmentedImageDecoder(options.Input, options.Decoder, options.Augmentation);
        }

        try
        {
            var sample = _sampler.Sample(requested.Epoch, requested.Index, requested.Repeat);
            if (kept?.Find(requested.Index) is { } before)
            {
                decoder.Render(before, sample, pixels);
                return null;
            }

            var error = decoder.Prepare(paths[requested.Index], out var image);
            kept?.Keep(requested.Index, image, error);
            if (error is null)
            {
                decoder.Render(image, sample, pixels);
            }

            return error;
        }
        finally
        {
            decoder.Release();
            _idle.Add(decoder);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var decoder))
        {
            decoder.Dispose();
        }
    }
}
