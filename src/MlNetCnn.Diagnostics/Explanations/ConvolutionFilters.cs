namespace MlNetCnn.Diagnostics;

/// <summary>The filters of a convolution.</summary>
/// <remarks>Thread-safe as long as no thread changes <see cref="Values"/>.</remarks>
public sealed class ConvolutionFilters
{
    internal ConvolutionFilters(string tensor, float[,,,] values) => (Tensor, Values) = (tensor, values);

    /// <summary>The name of the weights in the file.</summary>
    public string Tensor { get; }

    /// <summary>The weights: [filter, input channel, row, column], float32; the input channels of an image are red, green, blue.</summary>
    public float[,,,] Values { get; }

    /// <summary>The number of filters.</summary>
    public int Count => Values.GetLength(0);

    /// <summary>The number of input channels of each filter.</summary>
    public int Channels => Values.GetLength(1);

    /// <summary>The height of each filter.</summary>
    public int Height => Values.GetLength(2);

    /// <summary>The width of each filter.</summary>
    public int Width => Values.GetLength(3);
}
