using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A convolution of one pixel, which is one matrix product over the channels of all pixels.</summary>
/// <remarks>
/// oneDNN 3.7, which libtorch 2.10 holds, has kernels of its own for it where there is AVX-512 (<c>brgconv_1x1</c>). On processors with 48 KiB of first
/// cache they may split the filters into blocks of 48 and then give wrong numbers for the last 16 or 32 filters: in float32 64 to 512 filters at 7x7 in a batch
/// of 16, or 256 to 512 at 14x14 with steps of two, which is ResNet-18. Making the kernel for 256 to 1024 filters at 7x7 divides by zero and ends the
/// process. The
/// matrix product is right, and in bfloat16 faster by 10 to 40 %; in float32 it takes up to twice as long on AMD's processors, which have bfloat16.
/// </remarks>
internal static class PointwiseConvolution
{
    /// <summary>Whether it is computed as a matrix product on this processor.</summary>
    public static bool IsProduct => Processor.HasAvx512;

    /// <summary>Whether the sizes of a kernel are those of one pixel.</summary>
    /// <param name="kernel">One number per spatial axis.</param>
    public static bool IsPixel(IEnumerable<long> kernel) => kernel.All(size => size == 1);

    /// <summary>Whether <see cref="Run"/> is the way to compute a convolution.</summary>
    /// <param name="map">[N, C, spatial axes].</param>
    /// <param name="kernel">One number per spatial axis.</param>
    /// <param name="padding">Zeros on both sides of each spatial axis.</param>
    /// <param name="groups">The number of groups of channels.</param>
    public static bool Suits(Tensor map, long[] kernel, long[] padding, long groups)
    {
        if (!IsProduct || groups != 1 || map.Dimensions != 4 || map.device_type != DeviceType.CPU || !IsPixel(kernel) || padding.Any(zeros => zeros != 0))
        {
            return false;
        }

        // In any other layout the rows would have to be copied, and oneDNN takes other kernels.
        using var rows = map.permute(0, 2, 3, 1);
        return rows.is_contiguous();
    }

    /// <summary>Multiplies the channels of each pixel with the filters.</summary>
    /// <param name="map">[N, C, H, W], channels last in memory.</param>
    /// <param name="weight">[filters, C, 1, 1].</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="strides">Steps downwards and to the right; pixels between them are left out.</param>
    /// <returns>[N, filters, H / step, W / step], channels last in memory.</returns>
    public static Tensor Run(Tensor map, Tensor weight, Tensor? bias, long[] strides)
    {
        // What is only passed on is let go at once: in evaluation a layer's output would live as long as the whole run.
        using var pixels = map.permute(0, 2, 3, 1);
        using var rows = strides[0] == 1 ? pixels.alias() : pixels.slice(1, 0, map.shape[2], strides[0]);
        using var chosen = strides[1] == 1 ? rows.alias() : rows.slice(2, 0, map.shape[3], strides[1]);
        using var filters = weight.flatten(1);
        using var result = nn.functional.linear(chosen, filters, bias);
        return result.permute(0, 3, 1, 2);
    }
}
