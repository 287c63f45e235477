using System.Collections.Concurrent;

namespace MlNetCnn.Inference;

/// <summary>Images as evaluation sees them, the same in every pass.</summary>
/// <param name="paths">The files.</param>
/// <param name="options">How images are read.</param>
/// <param name="kept">The cache, or null.</param>
internal sealed class PlainPixelSource(IReadOnlyList<string> paths, ImageBatchLoaderOptions options, PixelCache? kept) : IPixelSource
{
    private readonly ConcurrentBag<ImageDecoder> _idle = [];

    /// <inheritdoc/>
    public ImageError? Read(ImageRequest requested, Span<float> pixels)
    {
        if (kept is not null && kept.TryRead(requested.Index, pixels, out var error))
        {
            return error;
        }

        if (!_idle.TryTake(out var decoder))
        {
            decoder = new ImageDecoder(options.Input, options.Decoder);
        }

        try
        {
            error = decoder.Decode(paths[requested.Index], pixels);
        }
        finally
        {
            _idle.Add(decoder);
        }

        kept?.Keep(requested.Index, pixels, error);
        return error;
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
