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

/// <summary>Provides the pixels of images, from memory or from their files. Safe for concurrent use by several threads.</summary>
internal interface IPixelSource : IDisposable
{
    /// <summary>Reads an image.</summary>
    /// <param name="requested">The requested image and epoch.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; undefined after an error.</param>
    /// <returns>Null, or why its file was rejected.</returns>
    ImageError? Read(ImageRequest requested, Span<float> pixels);
}

/// <summary>A request for an image in a batch.</summary>
/// <param name="Index">Its index in the list of paths.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Repeat">The number of earlier requests in this pass, so that oversampled images do not have the same pixels.</param>
internal readonly record struct ImageRequest(int Index, int Epoch, int Repeat);
