namespace MlNetCnn.Diagnostics;

/// <summary>The filters of a convolution.</summary>
/// <remarks>Thread-safe as long as no thread changes <see cref="Values"/>.</remarks>
public sealed class ConvolutionFilters
{
    internal ConvolutionFilters(string tensor, float[,,,] values) => (Tensor, Values) = (tensor, values);

    /// <summary>The weights, by their name in the file.</summary>
    public string Tensor { get; }

    /// <summary>The weights: [filter, input channel, row, column], float32; input channels of a picture are red, green, blue.</summary>
    public float[,,,] Values { get; }

    /// <summary>How many filters there are.</summary>
    public int Count => Values.GetLength(0);

    /// <summary>The input channels that each filter reads.</summary>
    public int Channels => Values.GetLength(1);

    /// <summary>Height of each filter.</summary>
    public int Height => Values.GetLength(2);

    /// <summary>Width of each filter.</summary>
    public int Width => Values.GetLength(3);
}
