namespace MlNetCnn.Diagnostics;

/// <summary>The feature maps that a layer makes of one picture.</summary>
/// <remarks>Thread-safe as long as no thread changes <see cref="Values"/>.</remarks>
public sealed class FeatureMapGrid
{
    internal FeatureMapGrid(string tensor, float[,,] values) => (Tensor, Values) = (tensor, values);

    /// <summary>The layer's output, by its name in the file.</summary>
    public string Tensor { get; }

    /// <summary>The values: [channel, row, column], float32, as they come out of the layer.</summary>
    public float[,,] Values { get; }

    /// <summary>How many maps there are.</summary>
    public int Channels => Values.GetLength(0);

    /// <summary>Height of each map.</summary>
    public int Height => Values.GetLength(1);

    /// <summary>Width of each map.</summary>
    public int Width => Values.GetLength(2);

    /// <summary>The tensor's name and shape.</summary>
    public override string ToString() => $"{Tensor} [{Channels}, {Height}, {Width}]";
}
