using System.Collections.Concurrent;

namespace MlNetCnn;

/// <summary>Pictures as training sees them, drawn anew in every pass.</summary>
/// <param name="paths">The files.</param>
/// <param name="options">How they are read and augmented.</param>
/// <param name="kept">Where decoded pictures are kept, or null.</param>
internal sealed class AugmentedPixelSource(IReadOnlyList<string> paths, ImageBatchLoaderOptions options, KeptPictures? kept) : IPixelSource
{
    private readonly ConcurrentBag<AugmentedImageDecoder> _idle = [];
    private readonly AugmentationSampler _sampler = new(options.Augmentation, options.Seed, options.Width, options.Height);

    /// <inheritdoc/>
    public ImageFault? Read(WantedPicture wanted, Span<float> pixels)
    {
        if (kept?.Fault(wanted.Index) is { } known)
        {
            return known;
        }

        if (!_idle.TryTake(out var decoder))
        {
            decoder = new AugmentedImageDecoder(options.Input, options.Decoder, options.Augmentation);
        }

        try
        {
            var draw = _sampler.Draw(wanted.Epoch, wanted.Index, wanted.Repeat);
            if (kept?.Find(wanted.Index) is { } before)
            {
                decoder.Draw(before, draw, pixels);
                return null;
            }

            var fault = decoder.Prepare(paths[wanted.Index], out var picture);
            kept?.Keep(wanted.Index, picture, fault);
            if (fault is null)
            {
                decoder.Draw(picture, draw, pixels);
            }

            return fault;
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
