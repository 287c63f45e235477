using System.Collections.Concurrent;

namespace MlNetCnn.Inference;

/// <summary>Pictures as evaluation sees them, the same in every pass.</summary>
/// <param name="paths">The files.</param>
/// <param name="options">How they are read.</param>
/// <param name="kept">Where they are kept, or null.</param>
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

/// <summary>Gives the pixels of pictures, from memory or from their files. Safe for use by several threads at once.</summary>
internal interface IPixelSource : IDisposable
{
    /// <summary>Reads a picture.</summary>
    /// <param name="requested">Which, and when.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; undefined after a fault.</param>
    /// <returns>Null, or why its file was rejected.</returns>
    ImageError? Read(ImageRequest requested, Span<float> pixels);
}

/// <summary>A picture that is to be put into a batch.</summary>
/// <param name="Index">Its place in the list of paths.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Repeat">How often it was wanted before in this pass, so that a class shown more often is not shown the same pixels.</param>
internal readonly record struct ImageRequest(int Index, int Epoch, int Repeat);
