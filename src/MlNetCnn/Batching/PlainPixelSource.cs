using System.Collections.Concurrent;

namespace MlNetCnn;

/// <summary>Pictures as evaluation sees them, the same in every pass.</summary>
/// <param name="paths">The files.</param>
/// <param name="options">How they are read.</param>
/// <param name="kept">Where they are kept, or null.</param>
internal sealed class PlainPixelSource(IReadOnlyList<string> paths, ImageBatchLoaderOptions options, KeptPixels? kept) : IPixelSource
{
    private readonly ConcurrentBag<ImageDecoder> _idle = [];

    /// <inheritdoc/>
    public ImageFault? Read(WantedPicture wanted, Span<float> pixels)
    {
        if (kept is not null && kept.TryRead(wanted.Index, pixels, out var fault))
        {
            return fault;
        }

        if (!_idle.TryTake(out var decoder))
        {
            decoder = new ImageDecoder(options.Input, options.Decoder);
        }

        try
        {
            fault = decoder.Decode(paths[wanted.Index], pixels);
        }
        finally
        {
            _idle.Add(decoder);
        }

        kept?.Keep(wanted.Index, pixels, fault);
        return fault;
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
