namespace MlNetCnn.Diagnostics;

/// <summary>The feature maps of a layer for one image.</summary>
/// <remarks>Thread-safe as long as no thread changes <see cref="Values"/>.</remarks>
public sealed class FeatureMapGrid
{
    internal FeatureMapGrid(string tensor, float[,,] values) => (Tensor, Values) = (tensor, values);

    /// <summary>The name of the layer's output in the file.</summary>
    public string Tensor { get; }

    /// <summary>The values: [channel, row, column], float32, as the layer outputs them.</summary>
    public float[,,] Values { get; }

    /// <summary>The number of maps.</summary>
    public int Channels => Values.GetLength(0);

    /// <summary>The height of each map.</summary>
    public int Height => Values.GetLength(1);

    /// <summary>The width of each map.</summary>
    public int Width => Values.GetLength(2);

    /// <summary>Formats the tensor's name and shape.</summary>
    public override string ToString() => $"{Tensor} [{Channels}, {Height}, {Width}]";
}
