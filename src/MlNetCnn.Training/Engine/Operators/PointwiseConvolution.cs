using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A 1x1 convolution, computed as one matrix product over the channels of all pixels.</summary>
/// <remarks>
/// oneDNN 3.7, which libtorch 2.10 contains, has special kernels for it on processors with AVX-512 (<c>brgconv_1x1</c>). On processors with 48 KiB of
/// L1 cache, they may split the filters into blocks of 48 and then return wrong values for the last 16 or 32 filters: in float32 with 64 to 512
/// filters at 7x7 in a batch of 16, or with 256 to 512 filters at 14x14 and a stride of 2, as in ResNet-18. Creating the kernel for 256 to 1024
/// filters at 7x7 divides by zero and ends the process. The matrix product is correct, and in bfloat16 it is 10 to 40 % faster; in float32 it takes
/// up to twice as long on AMD processors, but those have bfloat16.
/// </remarks>
internal static class PointwiseConvolution
{
    /// <summary>Whether it is computed as a matrix product on this processor.</summary>
    public static bool IsProduct => Processor.HasAvx512;

    /// <summary>Returns whether a kernel covers a single pixel.</summary>
    /// <param name="kernel">Its size along each spatial axis.</param>
    public static bool IsPixel(IEnumerable<long> kernel) => kernel.All(size => size == 1);

    /// <summary>Returns whether <see cref="Run"/> should compute a convolution.</summary>
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

        // In any other memory layout the rows would have to be copied, and oneDNN uses other kernels.
        using var rows = map.permute(0, 2, 3, 1);
        return rows.is_contiguous();
    }

    /// <summary>Multiplies the channels of each pixel by the filters.</summary>
    /// <param name="map">[N, C, H, W], channels last in memory.</param>
    /// <param name="weight">[filters, C, 1, 1].</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="strides">The strides along the height and the width; pixels in between are skipped.</param>
    /// <returns>[N, filters, H / stride, W / stride], channels last in memory.</returns>
    public static Tensor Run(Tensor map, Tensor weight, Tensor? bias, long[] strides)
    {
        // Intermediate tensors are disposed at once: in evaluation mode a layer's output would otherwise live as long as the whole run.
        using var pixels = map.permute(0, 2, 3, 1);
        using var rows = strides[0] == 1 ? pixels.alias() : pixels.slice(1, 0, map.shape[2], strides[0]);
        using var chosen = strides[1] == 1 ? rows.alias() : rows.slice(2, 0, map.shape[3], strides[1]);
        using var filters = weight.flatten(1);
        using var result = nn.functional.linear(chosen, filters, bias);
        return result.permute(0, 3, 1, 2);
    }
}
