using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MlNetCnn.Inference;

/// <summary>
/// Caches decoded images in memory without loss: one byte per value if pixels are integers from 0 to 255, two bytes if they were
/// reduced and are multiples of 1/256 (<see cref="ImageResizer.Steps"/>).
/// </summary>
internal sealed class PixelCache(int count, ImageInput input)
{
    private readonly byte[]?[] _pixels = new byte[count][];
    private readonly ImageError?[] _errors = new ImageError?[count];

    /// <summary>Returns the number of bytes of one image.</summary>
    public static int BytesOf(ImageInput input) => (input.IsReduced ? sizeof(ushort) : sizeof(byte)) * input.PixelValueCount;

    /// <summary>Reads a cached image, or its error.</summary>
    /// <returns>Whether the image was read before.</returns>
    public bool TryRead(int index, Span<float> pixels, out ImageError? error)
    {
        error = _errors[index];
        if (_pixels[index] is not { } kept)
        {
            return error is not null;
        }

        if (input.IsReduced)
        {
            TensorPrimitives.ConvertTruncating<ushort, float>(MemoryMarshal.Cast<byte, ushort>(kept), pixels);
            TensorPrimitives.Divide(pixels, ImageResizer.Steps, pixels);
        }
        else
        {
            TensorPrimitives.ConvertTruncating<byte, float>(kept, pixels);
        }

        return true;
    }

    /// <summary>Caches an image, or its error.</summary>
    public void Keep(int index, ReadOnlySpan<float> pixels, ImageError? error)
    {
        _errors[index] = error;
        if (error is not null)
        {
            return;
        }

        var kept = new byte[BytesOf(input)];
        if (input.IsReduced)
        {
            var steps = MemoryMarshal.Cast<byte, ushort>(kept.AsSpan());
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i] = (ushort)(pixels[i] * ImageResizer.Steps);
            }
        }
        else
        {
            TensorPrimitives.ConvertTruncating(pixels, kept.AsSpan());
        }

        _pixels[index] = kept;
    }
}
