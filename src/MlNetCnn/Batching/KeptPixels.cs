using System.Numerics.Tensors;

namespace MlNetCnn;

/// <summary>Decoded pictures kept in memory, one byte a value: decoded pixels are whole numbers from 0 to 255, so nothing is lost.</summary>
internal sealed class KeptPixels(int count, int pixelLength)
{
    private readonly byte[]?[] _pixels = new byte[count][];
    private readonly ImageFault?[] _faults = new ImageFault?[count];

    /// <summary>Reads a kept picture, or its fault.</summary>
    /// <returns>Whether the picture was looked at before.</returns>
    public bool TryRead(int index, Span<float> pixels, out ImageFault? fault)
    {
        fault = _faults[index];
        if (_pixels[index] is not { } kept)
        {
            return fault is not null;
        }

        TensorPrimitives.ConvertTruncating<byte, float>(kept, pixels);
        return true;
    }

    /// <summary>Keeps a picture, or its fault.</summary>
    public void Keep(int index, ReadOnlySpan<float> pixels, ImageFault? fault)
    {
        _faults[index] = fault;
        if (fault is null)
        {
            var kept = new byte[pixelLength];
            TensorPrimitives.ConvertTruncating(pixels, kept.AsSpan());
            _pixels[index] = kept;
        }
    }
}
